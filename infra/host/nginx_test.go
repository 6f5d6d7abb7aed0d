package host

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestNginxAcceptsEverySite(t *testing.T) {
	for name, site := range sites {
		t.Run(name, func(t *testing.T) {
			server := nginx{folder: t.TempDir()}
			server.write(t, render(t, site)["etc/nginx/sites-available/crypto-dashboard"])
			output, err := server.command(t.Context(), "-t").CombinedOutput()
			if err != nil {
				t.Fatalf("nginx -t: %v\n%s", err, output)
			}
			if strings.Contains(string(output), "warn") {
				t.Errorf("nginx -t warns:\n%s", output)
			}
		})
	}
}

func TestVisitorsDecideNothing(t *testing.T) {
	server := startNginx(t, sites["home"])
	server.worker(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s|%s|%s", r.Host, r.Header["X-Forwarded-For"], r.Header["Forwarded"])
	})
	request := server.request(t, http.MethodGet, "bot.example.com", nil)
	request.Header.Set("X-Forwarded-For", "203.0.113.9")
	request.Header.Set("Forwarded", "for=203.0.113.9")
	if status, body := send(t, request); status != 200 || body != "bot.example.com|[127.0.0.1]|[]" {
		t.Errorf("the server was told %d %q", status, body)
	}
}

func TestOtherNamesStayWithTheOtherSite(t *testing.T) {
	server := startNginx(t, sites["home"])
	server.worker(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "dashboard") })
	if status, body := send(t, server.request(t, http.MethodGet, "other.example.com", nil)); body != "other site" {
		t.Errorf("a request for another name got %d %q", status, body)
	}
}

func TestWhoIsNotListedIsRefused(t *testing.T) {
	site := sites["closed"]
	for allowed, want := range map[string]int{"": http.StatusForbidden, "127.0.0.0/8": http.StatusOK} {
		site.Allow = nil
		if allowed != "" {
			site.Allow = []string{allowed}
		}
		// The host itself may always ask; without that line this test is a visitor like any other.
		server := startNginxWith(t, strings.ReplaceAll(siteText(t, site), "allow 127.0.0.1;", ""))
		server.worker(t, func(http.ResponseWriter, *http.Request) {})
		if status, body := send(t, server.request(t, http.MethodGet, "bot.example.com", nil)); status != want {
			t.Errorf("with %q allowed: %d %q, want %d", allowed, status, body, want)
		}
	}
}

func TestWhoIsNotListedMaySeeThatTheReleaseAnswersAndNothingElse(t *testing.T) {
	site := sites["closed"]
	site.Allow = nil
	question := filepath.Join(t.TempDir(), "asks")
	text := strings.NewReplacer("allow 127.0.0.1;", "", "/run/crypto-dashboard/asks", question).Replace(siteText(t, site))
	server := startNginxWith(t, text)
	server.worker(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.URL.Path) })
	ask := func(path string) (int, string) {
		request := server.request(t, http.MethodGet, "bot.example.com", nil)
		request.URL.Path = path
		return send(t, request)
	}
	const asks = "/.well-known/crypto-dashboard-asks"
	for path, want := range map[string]int{"/": 403, "/health/": 403, "/healthz": 403, "/metrics": 403, "/health": 200, asks: 404, asks + "/../asks": 403} {
		if status, body := ask(path); status != want {
			t.Errorf("%s: %d %q, want %d", path, status, body, want)
		}
	}
	if err := os.WriteFile(question, []byte("aaaabbbbcccc\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	// As on a host, where the folders above are everybody's to enter.
	for folder := filepath.Dir(question); folder != os.TempDir(); folder = filepath.Dir(folder) {
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if status, body := ask(asks); status != http.StatusOK || body != "aaaabbbbcccc\n" {
		t.Errorf("while a switch waits: %d %q", status, body)
	}
}

func TestABigBodyNeverReachesTheServer(t *testing.T) {
	server := startNginx(t, sites["home"])
	server.worker(t, func(http.ResponseWriter, *http.Request) { t.Error("the server was asked") })
	status, body := send(t, server.request(t, http.MethodPost, "bot.example.com", strings.NewReader(strings.Repeat("x", 17<<10))))
	if status != http.StatusRequestEntityTooLarge {
		t.Errorf("17 kB: %d %q", status, body)
	}
	if strings.Contains(body, "nginx/") {
		t.Errorf("the answer tells Nginx's version: %q", body)
	}
}

func TestAGetSurvivesTheDeathOfItsWorkerAndAPostIsNotRunTwice(t *testing.T) {
	for method, want := range map[string]struct {
		status int
		asked  int64
	}{
		http.MethodGet: {http.StatusOK, 2}, http.MethodPost: {http.StatusBadGateway, 1},
	} {
		var asked atomic.Int64
		server := startNginx(t, sites["home"])
		server.worker(t, func(http.ResponseWriter, *http.Request) {
			if asked.Add(1) == 1 {
				panic(http.ErrAbortHandler)
			}
		})
		status, body := send(t, server.request(t, method, "bot.example.com", nil))
		if status != want.status || asked.Load() != want.asked {
			t.Errorf("%s whose worker died: %d %q after %d tries, want %d after %d", method, status, body, asked.Load(), want.status, want.asked)
		}
	}
}

// nginx is a whole Nginx of its own: the rendered site, beside another site that has the port by default.
type nginx struct{ folder, address string }

const nginxMain = `
daemon off;
master_process off;
pid %[1]s/nginx.pid;
error_log stderr;
events {}
http {
	access_log off;
	client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
	server { listen %[2]s default_server; return 200 "other site"; }
	include %[1]s/site;
}
`

func startNginx(t *testing.T, site Site) nginx {
	t.Helper()
	return startNginxWith(t, siteText(t, site))
}

func siteText(t *testing.T, site Site) string {
	t.Helper()
	site.IPv6 = false // the test has one port, on loopback
	return string(render(t, site)["etc/nginx/sites-available/crypto-dashboard"])
}

func startNginxWith(t *testing.T, site string) nginx {
	t.Helper()
	server := nginx{folder: t.TempDir(), address: freeAddress(t)}
	site = strings.ReplaceAll(site, "listen 80;", "listen "+server.address+";")
	site = strings.ReplaceAll(site, "unix:/run/crypto-dashboard/http.sock", "unix:"+server.socket())
	server.write(t, []byte(site))
	process := server.command(t.Context())
	process.Stderr, process.Stdout = t.Output(), t.Output()
	process.Cancel = func() error { return process.Process.Signal(os.Interrupt) }
	process.WaitDelay = 5 * time.Second
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { process.Wait() })
	server.await(t)
	return server
}

func (n nginx) socket() string { return filepath.Join(n.folder, "http.sock") }

func (n nginx) write(t *testing.T, site []byte) {
	t.Helper()
	address := n.address
	if address == "" {
		address = "80"
	}
	writeFile(t, filepath.Join(n.folder, "site"), site, 0o644)
	writeFile(t, filepath.Join(n.folder, "nginx.conf"), fmt.Appendf(nil, nginxMain, n.folder, address), 0o644)
}

func (n nginx) command(ctx context.Context, arguments ...string) *exec.Cmd {
	return exec.CommandContext(ctx, "nginx", append([]string{"-c", filepath.Join(n.folder, "nginx.conf"), "-e", "stderr"}, arguments...)...)
}

func (n nginx) await(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		connection, err := net.Dial("tcp", n.address)
		if err == nil {
			connection.Close()
			return
		}
	}
	t.Fatalf("nginx does not listen on %s", n.address)
}

// worker answers behind n as one of the dashboard's workers would.
func (n nginx) worker(t *testing.T, handle http.HandlerFunc) {
	t.Helper()
	listener, err := net.Listen("unix", n.socket())
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handle}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
}

func (n nginx) request(t *testing.T, method, name string, body io.Reader) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+n.address+"/", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = name
	return request
}

func send(t *testing.T, request *http.Request) (int, string) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
