package test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/random"
)

const rotations = 4

func logRotation(t *testing.T, s *site) {
	id := s.deployed(t)
	marker := "rotation-" + strings.ToLower(random.UniqueID())
	traffic := startTraffic(t, plan{
		address: s.host.machine.Address,
		path:    func(number int) string { return fmt.Sprintf("/health?%s=%d", marker, number) },
	})
	for range rotations {
		s.host.run(t, "logrotate --force /etc/logrotate.d/crypto-dashboard")
	}
	traffic.stopWithoutFailure(t, 2000)
	logged := s.host.run(t, "cd /var/log/crypto-dashboard && zcat --force dashboard.log* | grep --count "+marker)
	if want := fmt.Sprint(traffic.sent.Load()); strings.TrimSpace(logged) != want {
		t.Errorf("%s log lines for %s requests", strings.TrimSpace(logged), want)
	}
	s.assertServes(t, id)
}
