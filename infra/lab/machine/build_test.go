package machine

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// A build that is killed leaves its /proc mounted.
func TestWorkshopOfAnInterruptedBuildIsCleared(t *testing.T) {
	workshop := t.TempDir()
	mounted := filepath.Join(workshop, "root", "proc")
	if err := os.MkdirAll(mounted, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), "mount", "-t", "proc", "proc", mounted); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unmountAll(context.Background(), workshop) })
	if err := clearFolder(t.Context(), workshop); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(workshop); err != nil || len(left) > 0 {
		t.Errorf("left: %v, error %v", left, err)
	}
}
