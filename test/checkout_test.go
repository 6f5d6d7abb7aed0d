package test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// checkout is a copy of this repository that a test may edit: a new release is an edit of its sources.
type checkout struct{ dir string }

// newCheckout copies the working tree as it would be committed now: what is tracked or new, without what is ignored.
func newCheckout(t *testing.T) checkout {
	t.Helper()
	code := checkout{dir: t.TempDir()}
	root := repositoryRoot(t)
	listing, err := command(t, root, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Fatalf("list the repository's files: %v", err)
	}
	for path := range strings.SplitSeq(strings.Trim(string(listing), "\x00"), "\x00") {
		code.copyFile(t, root, path)
	}
	return code
}

func repositoryRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func command(t *testing.T, dir, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	return cmd
}

func (c checkout) copyFile(t *testing.T, root, path string) {
	t.Helper()
	info, err := os.Lstat(filepath.Join(root, path))
	if os.IsNotExist(err) || err == nil && !info.Mode().IsRegular() {
		return // deleted and not committed yet, or a link that no build needs
	}
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	c.write(t, path, string(content), info.Mode().Perm())
}

func (c checkout) write(t *testing.T, path, content string, mode fs.FileMode) {
	t.Helper()
	target := filepath.Join(c.dir, path)
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(target, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

// replace edits one file of the copy. An edit that finds nothing to change fails the test: it would prove nothing.
func (c checkout) replace(t *testing.T, path, old, new string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(c.dir, path))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), old) {
		t.Fatalf("edit %s: it does not contain %q", path, old)
	}
	c.write(t, path, strings.ReplaceAll(string(content), old, new), 0o644)
}

func (c checkout) remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(filepath.Join(c.dir, path)); err != nil {
		t.Fatal(err)
	}
}
