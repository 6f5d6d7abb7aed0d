package test

import (
	"embed"
	"fmt"
	"strings"
	"testing"
	"time"

	http_helper "github.com/gruntwork-io/terratest/modules/http-helper"
)

//go:embed testdata/gunicorn
var gunicornFiles embed.FS

const gunicornAnswer = "flask and gunicorn"

// installGunicorn puts the deployment on the host that the dashboard replaces: Flask behind Gunicorn, its unit, its site.
func (h *host) installGunicorn(t *testing.T) {
	t.Helper()
	h.run(t, "DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet nginx-light logrotate gunicorn python3-flask")
	h.run(t, "install -d -o www-data -g www-data /opt/old-dashboard /opt/old-dashboard/logs")
	h.write(t, "/opt/old-dashboard/dashboard.py", "0644", gunicornFile(t, "dashboard.py"))
	h.write(t, "/etc/systemd/system/crypto-dashboard.service", "0640", gunicornFile(t, "crypto-dashboard.service"))
	h.write(t, "/etc/nginx/sites-available/crypto-dashboard", "0644",
		strings.ReplaceAll(gunicornFile(t, "site"), "{{address}}", h.machine.Address))
	h.run(t, "ln -s /etc/nginx/sites-available/crypto-dashboard /etc/nginx/sites-enabled/crypto-dashboard")
	h.run(t, "systemctl daemon-reload && systemctl enable --now crypto-dashboard.service && systemctl reload-or-restart nginx")
	eventually(t, "gunicorn serves", 30*time.Second, func() error { return h.gunicornServes(t) })
}

func gunicornFile(t *testing.T, name string) string {
	t.Helper()
	content, err := gunicornFiles.ReadFile("testdata/gunicorn/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// gunicornServes is nil when the old deployment answers, through Nginx and on its port, with all its workers.
func (h *host) gunicornServes(t *testing.T) error {
	status, body, err := http_helper.HTTPGetContextE(t, t.Context(), h.url("/health"), nil)
	if err != nil || status != 200 || !strings.Contains(body, gunicornAnswer) {
		return fmt.Errorf("nginx answers %d, %v: %.200s", status, err, body)
	}
	answer, err := h.try(t, "curl --silent --max-time 10 localhost:5003/health && "+
		"systemctl is-active crypto-dashboard.service && systemctl is-enabled crypto-dashboard.service")
	if err != nil || !strings.Contains(answer, gunicornAnswer) {
		return fmt.Errorf("port 5003 answers %q, %w", answer, err)
	}
	return nil
}

func (h *host) assertGunicornServes(t *testing.T) {
	t.Helper()
	if err := h.gunicornServes(t); err != nil {
		t.Errorf("gunicorn does not serve: %v", err)
	}
}

// gunicornFilesOnHost is every file of the old deployment, byte for byte.
func (h *host) gunicornFilesOnHost(t *testing.T) string {
	t.Helper()
	return h.run(t, `find /etc/systemd/system/crypto-dashboard.service /etc/systemd/system/multi-user.target.wants/crypto-dashboard.service \
    /etc/nginx/sites-available /etc/nginx/sites-enabled /opt/old-dashboard/dashboard.py -printf '%p %y %m %u:%g %l\n' | sort
sha256sum /etc/systemd/system/crypto-dashboard.service /etc/nginx/sites-available/* /opt/old-dashboard/dashboard.py`)
}
