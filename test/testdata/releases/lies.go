package main

import (
	"fmt"
	"os"
)

// This release answers with the id of another one.
func init() {
	fmt.Fprintln(os.Stderr, "release under test: pretends to be another")
	if err := os.Setenv("DASHBOARD_RELEASE", "0123456789ab"); err != nil {
		panic(err)
	}
}
