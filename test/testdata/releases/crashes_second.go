package main

import (
	"fmt"
	"os"
)

// This release works as worker 1, and ends when it is started as worker 2.
func init() {
	if len(os.Args) == 1 && os.Getenv("DASHBOARD_WORKER") == "2" {
		fmt.Fprintln(os.Stderr, "release under test: crashed as worker 2")
		os.Exit(1)
	}
}
