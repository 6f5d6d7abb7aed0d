package machine

import (
	"slices"
	"testing"
)

func TestMountsUnderAFolderAreFoundLatestFirst(t *testing.T) {
	const mountinfo = `22 27 0:21 / /proc rw,relatime - proc proc rw
40 27 0:50 / /lab/dev/root rw,relatime shared:1 - overlay x rw
41 40 0:51 / /lab/dev/root/with\040space rw - tmpfs tmpfs rw
42 27 0:52 / /lab/dev2/root rw - overlay y rw
`
	got := parseMounts(mountinfo, "/lab/dev")
	if want := []string{"/lab/dev/root/with space", "/lab/dev/root"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMountedTreeIsNotRemoved(t *testing.T) {
	if err := removeTree("/proc"); err == nil {
		t.Error("no error")
	}
}
