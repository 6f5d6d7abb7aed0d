package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The shell stands for an engine that is killed.
func TestThePluginEndsWithItsEngine(t *testing.T) {
	port, note := filepath.Join(t.TempDir(), "port"), filepath.Join(t.TempDir(), "pid")
	engine := exec.Command("sh", "-c", fmt.Sprintf("%s </dev/null >%s 2>&1 & echo $! > %s; wait", binary, port, note))
	fatal(t, engine.Start())
	eventually(t, "the plugin serves", func() bool { return read(port) != "" })
	process := "/proc/" + strings.TrimSpace(read(note)) + "/exe"
	if _, err := os.Readlink(process); err != nil {
		t.Fatalf("the plugin does not run: %v", err)
	}
	fatal(t, engine.Process.Kill())
	_ = engine.Wait()
	eventually(t, "the plugin has ended", func() bool { _, err := os.Readlink(process); return err != nil })
}

func read(path string) string {
	content, _ := os.ReadFile(path)
	return string(content)
}
