package machine

import (
	"os/exec"
	"strings"
	"testing"
)

func TestMissingToolsAreNamedWithTheirPackages(t *testing.T) {
	err := checkTools(func(command string) (string, error) {
		if command == "ip" || command == "systemd-nspawn" {
			return "", exec.ErrNotFound
		}
		return "/usr/bin/" + command, nil
	})
	if err == nil || err.Error() != "throw-away hosts need systemd-nspawn, ip, not found on this machine" {
		t.Errorf("got error %v", err)
	}
	if hint := Hint(err); !strings.HasPrefix(hint, "apt-get install systemd-container iproute2, or set `hosts`") {
		t.Errorf("got hint %q", hint)
	}
}

func TestThisMachineCanRunHosts(t *testing.T) {
	if err := checkMachine(); err != nil {
		t.Errorf("%v; %s", err, Hint(err))
	}
}
