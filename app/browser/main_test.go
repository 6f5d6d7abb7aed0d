// Package browser holds tests of the whole dashboard in a browser: the server as it is shipped, a database that a bot writes,
// and Debian's chromium.
package browser

import (
	"fmt"
	"os"
	"testing"

	"crypto-dashboard/app/browsertest"
	"crypto-dashboard/app/servertest"
)

// binary is the server as it is shipped, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "browser-test-")
	if err != nil {
		panic(err)
	}
	if binary, err = servertest.Build(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := browsertest.Run(m)
	os.RemoveAll(folder)
	os.Exit(code)
}
