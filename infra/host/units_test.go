package host

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const unitFolder = "etc/systemd/system"

func TestSystemdHasNothingToSayAboutAnyUnit(t *testing.T) {
	for name, site := range sites {
		root := serverRoot(t, site)
		for _, unit := range unitFiles(t, root) {
			if said := verify(t, root, unit); said != "" {
				t.Errorf("site %s: systemd-analyze verify %s: %s", name, unit, said)
			}
		}
	}
}

// Proves that the check above can fail: systemd-analyze answers some mistakes with a message only and the exit status 0.
func TestSystemdSeesAMistake(t *testing.T) {
	mistakes := map[string]struct{ unit, right, wrong string }{
		"unknown key":       {"crypto-dashboard@.service", "RestartSec=", "RestratSec="},
		"wrong value":       {"crypto-dashboard@.service", "WatchdogSec=10", "WatchdogSec=ten"},
		"no such program":   {"crypto-dashboard-recover.service", "/bin/dashctl", "/bin/dashcontrol"},
		"no such unit":      {"crypto-dashboard@.service", "Sockets=crypto-dashboard.socket", "Sockets=crypto-dashboard.sock"},
		"bad address":       {"crypto-dashboard-loopback.socket", "127.0.0.1:5003", "127.0.0.1:99999"},
		"bad syscall group": {"crypto-dashboard-loopback.service", "@system-service", "@sytem-service"},
	}
	for name, mistake := range mistakes {
		t.Run(name, func(t *testing.T) {
			root := serverRoot(t, sites["home"])
			file := filepath.Join(root, unitFolder, mistake.unit)
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			writeFile(t, file, []byte(strings.Replace(string(content), mistake.right, mistake.wrong, 1)), 0o644)
			if verify(t, root, mistake.unit) == "" {
				t.Errorf("systemd-analyze verify %s said nothing", mistake.unit)
			}
		})
	}
}

func TestWhatAnswersVisitorsIsLockedIn(t *testing.T) {
	for name, site := range sites {
		root := serverRoot(t, site)
		for _, unit := range []string{"crypto-dashboard@.service", "crypto-dashboard-loopback.service"} {
			// Tenths: exposure 0.2 of 10. What is left are AF_UNIX, which sd_notify needs, no RootDirectory, and
			// a supplementary group. A bot's API or PostgreSQL over TCP takes the network and its address: 1.0.
			threshold := "2"
			if len(site.Reached()) > 0 && unit == "crypto-dashboard@.service" {
				threshold = "10"
			}
			output, err := exec.CommandContext(t.Context(), "systemd-analyze", "security", "--no-pager", "--offline=yes",
				"--threshold="+threshold, "--root="+root, unit).CombinedOutput()
			if err != nil {
				t.Errorf("site %s: %s is exposed more than %s tenths: %v\n%s", name, unit, threshold, err, output)
			}
		}
	}
}

// serverRoot is a tree with site's files, systemd's own units and something that can be executed wherever a unit says so.
func serverRoot(t *testing.T, site Site) string {
	t.Helper()
	root := t.TempDir()
	writeTree(t, root, render(t, site))
	if err := os.CopyFS(filepath.Join(root, "usr/lib/systemd/system"), os.DirFS("/usr/lib/systemd/system")); err != nil {
		t.Fatal(err)
	}
	for _, program := range []string{
		"opt/crypto-dashboard/current/bin/server", "opt/crypto-dashboard/recovery/bin/dashctl",
		"usr/lib/systemd/systemd-socket-proxyd", "bin/kill",
	} {
		writeFile(t, filepath.Join(root, program), []byte("#!/bin/true\n"), 0o755)
	}
	return root
}

func unitFiles(t *testing.T, root string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, unitFolder))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func verify(t *testing.T, root, unit string) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "systemd-analyze", "verify", "--root="+root,
		filepath.Join(root, unitFolder, unit)).CombinedOutput()
	if err != nil {
		return string(output) + err.Error()
	}
	return string(output)
}
