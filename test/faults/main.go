// Command faults writes docs/faults.md: every fault of the catalogue with the tests that keep what is promised about it. A test says so
// by its own name, which ends with the ids of its faults: "a flipped bit is refused before the switch (U3)".
//
//	go run ./test/faults
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// table is where the table goes, from the project's folder.
const table = "docs/faults.md"

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	text, err := render(root)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, table), []byte(text), 0o644)
}
