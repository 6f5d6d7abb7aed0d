package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// build makes the server as it is shipped.
func build(ctx context.Context, folder string) (string, error) {
	binary := filepath.Join(folder, "server")
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", binary, "crypto-dashboard/app")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the server: %w\n%s", err, output)
	}
	return binary, nil
}

// server is a running worker.
type server struct {
	command *exec.Cmd
	url     string
	started time.Time
}

func start(ctx context.Context, binary, ledger, folder string) (*server, error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := free.Addr().String()
	free.Close()
	s := &server{command: exec.CommandContext(ctx, binary), url: "http://" + address, started: time.Now()}
	s.command.Env = append(os.Environ(), "DASHBOARD_LEDGER=sqlite://"+ledger, "DASHBOARD_LISTEN="+address, "DASHBOARD_STARTING_BALANCE=2000",
		"DASHBOARD_LOG_FILE="+filepath.Join(folder, "log"), "GOMEMLIMIT=400MiB")
	s.command.Stderr = os.Stderr
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	return s, s.await(ctx)
}

// await returns with the first page that has figures.
func (s *server) await(ctx context.Context) error {
	for ctx.Err() == nil && time.Since(s.started) < 2*time.Minute {
		if page, err := s.get(ctx, "/"); err == nil && strings.Contains(page.text, "data-figure") {
			return nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return fmt.Errorf("no page with figures: %w", context.Cause(ctx))
}

func (s *server) stop() {
	s.command.Process.Signal(syscall.SIGTERM)
	s.command.Wait()
}

// answer is what came back, and how long the first byte and all of it took.
type answer struct {
	text        string // at most the first megabyte
	bytes       int64
	first, took time.Duration
}

func (s *server) get(ctx context.Context, path string) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return answer{}, err
	}
	began := time.Now()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	got := answer{first: time.Since(began)}
	if response.StatusCode != http.StatusOK {
		return got, fmt.Errorf("%s: %s", path, response.Status)
	}
	var text strings.Builder
	for buffer := make([]byte, 64<<10); err == nil; {
		var n int
		n, err = response.Body.Read(buffer)
		got.bytes += int64(n)
		if text.Len() < 1<<20 {
			text.Write(buffer[:n])
		}
	}
	got.took, got.text = time.Since(began), text.String()
	if !isEnd(err) {
		return got, fmt.Errorf("%s: %w", path, err)
	}
	return got, nil
}

// memory is the process's memory now and at its highest, in MB.
func (s *server) memory() (now, highest int) {
	content, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.command.Process.Pid))
	for line := range strings.Lines(string(content)) {
		name, value, _ := strings.Cut(line, ":")
		kilobytes, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
		switch name {
		case "VmRSS":
			now = kilobytes >> 10
		case "VmHWM":
			highest = kilobytes >> 10
		}
	}
	return now, highest
}
