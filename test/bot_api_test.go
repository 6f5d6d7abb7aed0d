package test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	apiFolder   = "/srv/freqtrade/api"
	apiPassword = "correct horse 17"
	secretFile  = "/etc/freqtrade/api.password"
)

// botAPI: workers that ask the bot's API see it, and nothing else of the network; its password is systemd's to hand over.
func botAPI(t *testing.T, s *site) {
	s.host.installBotAPI(t)
	settings := s.host.settings()
	for key, value := range map[string]string{"name": "main", "ledger": settings["ledger"], "ledgerGroup": settings["ledgerGroup"],
		"apiUrl": "http://127.0.0.1:8080", "apiUsername": "freqtrader", "apiPasswordFile": secretFile} {
		s.stack.configure(t, map[string]string{"bots[0]." + key: value})
	}
	s.stack.unset(t, "ledger")
	s.stack.unset(t, "ledgerGroup")
	id := s.stack.deployedWith(t)
	eventually(t, "the page shows what the API says", 30*time.Second, func() error {
		if page := s.host.page(t, "/bot"); !strings.Contains(page, "HarborLights") || !strings.Contains(page, "2026.4") {
			return fmt.Errorf("no strategy and version of the API on the page:\n%s", page)
		}
		return nil
	})
	s.host.assertOnlyTheAPIIsReached(t)
	s.host.run(t, "rm "+secretFile+" && systemctl restart 'crypto-dashboard@*'")
	s.host.waitForRelease(t, id, 30*time.Second)
}

// deployedWith brings the stack up; the API's heartbeat is an old recording, so the health is a warning.
func (s *stack) deployedWith(t *testing.T) string {
	t.Helper()
	up := s.up(t)
	up.mustSucceed(t)
	return s.output(t, "release")
}

// installBotAPI starts a server on the host that answers as freqtrade's API does, with its recorded shapes.
func (h *host) installBotAPI(t *testing.T) {
	t.Helper()
	binary := filepath.Join(h.machine.Root(), "usr/local/bin/botapi")
	build := command(t, repositoryRoot(t), "go", "build", "-o", binary, "./test/testdata/botapi")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the API: %v\n%s", err, output)
	}
	recorded := filepath.Join(repositoryRoot(t), "app/botapi/testdata/2026.4")
	entries, err := os.ReadDir(recorded)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(recorded, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		h.write(t, apiFolder+"/"+entry.Name(), "0644", string(content))
	}
	h.write(t, secretFile, "0600", apiPassword+"\n")
	h.run(t, fmt.Sprintf("systemd-run --unit=botapi /usr/local/bin/botapi %s 127.0.0.1:8080 '%s'", apiFolder, apiPassword))
}

// assertOnlyTheAPIIsReached looks at the limits that a worker runs in. Whether the kernel keeps to the addresses cannot be seen on a
// host without control groups of its own.
func (h *host) assertOnlyTheAPIIsReached(t *testing.T) {
	t.Helper()
	for property, want := range map[string]string{"PrivateNetwork": "no", "IPAddressAllow": "127.0.0.1/32", "IPAddressDeny": "0.0.0.0/0 ::/0",
		"RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "SocketBindDeny": "any"} {
		// systemd keeps some lists in no order.
		got := strings.Fields(h.run(t, "systemctl show --value crypto-dashboard@1.service -p "+property))
		if slices.Sort(got); strings.Join(got, " ") != want {
			t.Errorf("a worker's %s is %q, want %q", property, got, want)
		}
	}
	if mode := h.run(t, "journalctl --unit 'crypto-dashboard@*' --no-pager | grep -c '"+apiPassword+"' || true"); strings.TrimSpace(mode) != "0" {
		t.Error("the password stands in the journal")
	}
}
