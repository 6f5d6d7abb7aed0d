// Package browser holds tests of the whole dashboard in a browser: the server as it is shipped, a database that a bot writes,
// and Debian's chromium.
package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"crypto-dashboard/app/browsertest"
)

// binary is the server as it is shipped, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "browser-test-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(folder, "server")
	if err := build(binary); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := browsertest.Run(m)
	os.RemoveAll(folder)
	os.Exit(code)
}

func build(to string) error {
	command := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", to, "crypto-dashboard/app")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("build the server: %w\n%s", err, output)
	}
	return nil
}
