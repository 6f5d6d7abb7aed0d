package main

import (
	"fmt"
	"os"
	"time"
)

// This release is ready and healthy at first; it crashes while it is watched.
func init() {
	if len(os.Args) == 1 {
		time.AfterFunc(4*time.Second, func() {
			fmt.Fprintln(os.Stderr, "release under test: crashed after four seconds")
			os.Exit(1)
		})
	}
}
