package test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	http_helper "github.com/gruntwork-io/terratest/modules/http-helper"

	"crypto-dashboard/infra/manifest"
)

const productFolder = "/opt/crypto-dashboard"

// health is the part of the server's answer that tells who answered.
type health struct {
	Status    string `json:"status"`
	ReleaseID string `json:"releaseId"`
	Output    string `json:"output"`
	Worker    struct {
		Number int `json:"number"`
		PID    int `json:"pid"`
	} `json:"worker"`
}

func (h *host) url(path string) string { return "http://" + h.machine.Address + path }

// page returns a page as a visitor gets it, through Nginx.
func (h *host) page(t *testing.T, path string) string {
	t.Helper()
	status, body, err := http_helper.HTTPGetContextE(t, t.Context(), h.url(path), nil)
	if err != nil || status != 200 {
		t.Fatalf("GET %s: status %d, %v\n%s", h.url(path), status, err, body)
	}
	return body
}

func (h *host) tryHealth(t *testing.T) (health, error) {
	t.Helper()
	var answer health
	status, body, err := http_helper.HTTPGetContextE(t, t.Context(), h.url("/health"), nil)
	if err != nil {
		return answer, err
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != 200 {
		return answer, fmt.Errorf("status %d: %.200s (%v)", status, body, err)
	}
	return answer, nil
}

// assertServing wants one whole, healthy release: what Nginx answers, what `current` leads to, what dashctl says and what
// lies on the disk must be the same. It returns the release's id.
func (s *site) assertServing(t *testing.T) string {
	t.Helper()
	answer, err := s.host.tryHealth(t)
	if err != nil {
		t.Fatalf("ask for health through nginx: %v", err)
	}
	if answer.Status != "pass" {
		t.Errorf("health is %q (%s), want pass", answer.Status, answer.Output)
	}
	status := s.host.status(t)
	if status.Current != answer.ReleaseID || status.State != "kept" || !status.Healthy {
		t.Errorf("nginx serves release %q, dashctl status says %+v", answer.ReleaseID, status)
	}
	s.host.assertRelease(t, answer.ReleaseID)
	s.host.assertQuiet(t)
	return answer.ReleaseID
}

// assertServes is assertServing for a known release.
func (s *site) assertServes(t *testing.T, id string) {
	t.Helper()
	if serving := s.assertServing(t); serving != id {
		t.Errorf("release %s is serving, want %s", serving, id)
	}
}

// assertRelease wants every file of the release, on the disk and through the live links, to be the one in its manifest.
func (h *host) assertRelease(t *testing.T, id string) {
	t.Helper()
	release, err := manifest.Parse([]byte(h.read(t, productFolder+"/current/"+manifest.Name)))
	if err != nil {
		t.Fatalf("manifest of the current release: %v", err)
	}
	if release.ID != id {
		t.Errorf("current leads to release %s, want %s", release.ID, id)
	}
	var sums strings.Builder
	for _, file := range release.Files {
		for _, path := range livePaths(file.Path) {
			fmt.Fprintf(&sums, "%s  %s\n", file.SHA256, path)
		}
	}
	h.run(t, fmt.Sprintf("sha256sum --check --quiet --strict <<'END'\n%sEND", sums.String()))
}

// livePaths are all the places where a file of the current release is found on a host.
func livePaths(file string) []string {
	paths := []string{productFolder + "/current/" + file}
	for from, to := range map[string]string{
		"etc/systemd/system/":        "/etc/systemd/system/",
		"etc/nginx/sites-available/": "/etc/nginx/sites-enabled/",
		"etc/logrotate.d/":           "/etc/logrotate.d/",
		"bin/dashctl":                "/usr/local/sbin/dashctl",
	} {
		if name, ok := strings.CutPrefix(file, from); ok {
			paths = append(paths, to+name)
		}
	}
	return paths
}

// assertQuiet wants nothing to be left over or still in progress.
func (h *host) assertQuiet(t *testing.T) {
	t.Helper()
	if failed := h.run(t, "systemctl list-units --failed --plain --no-legend"); failed != "" {
		t.Errorf("failed units:\n%s", failed)
	}
	leftovers := "find /opt/crypto-dashboard /var/lib/dashctl /etc -xdev \\( -name '*.tmp' -o -name '.new-*' -o -name 'journal.json' \\)"
	if found := h.run(t, leftovers); found != "" {
		t.Errorf("left over on the host:\n%s", found)
	}
}

// waitForRelease wants the release to answer through Nginx, as it does some time after a boot.
func (h *host) waitForRelease(t *testing.T, id string, within time.Duration) {
	t.Helper()
	eventually(t, "release "+id+" answers", within, func() error {
		answer, err := h.tryHealth(t)
		if err == nil && answer.ReleaseID != id {
			err = fmt.Errorf("release %s answers", answer.ReleaseID)
		}
		return err
	})
}
