package machine

import (
	"slices"
	"strings"
	"testing"
)

func TestNamesThatAreNoHostNameAreRefused(t *testing.T) {
	for _, name := range []string{
		"", "A", "1host", "-host", "host_1", "host.example", "../dev", "dev/", "dev\n", " dev", strings.Repeat("a", 22),
	} {
		_, err := Up(t.Context(), Options{Name: name})
		if err == nil || !strings.Contains(err.Error(), "bad host name") {
			t.Errorf("Up(%q): got error %v, want: bad host name", name, err)
		}
		if Hint(err) == "" {
			t.Errorf("Up(%q): no hint", name)
		}
	}
}

func TestNamesOfInterfacesAreShortAndDifferent(t *testing.T) {
	const longestInterfaceName = 15
	var ids []string
	for _, name := range []string{"a", "b", strings.Repeat("a", 20) + "b", strings.Repeat("a", 20) + "c"} {
		place, err := placeOf(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := "vb-" + place.id(); len(got) > longestInterfaceName {
			t.Errorf("host %q: interface name %q is too long", name, got)
		}
		ids = append(ids, place.id())
	}
	slices.Sort(ids)
	if got := slices.Compact(slices.Clone(ids)); len(got) != len(ids) {
		t.Errorf("two hosts have the same id: %q", ids)
	}
}

func TestCacheFolderThatCannotBeMountedFromIsRefused(t *testing.T) {
	for _, folder := range []string{"/var/a:b", "/var/a,b", "/var/a b", `/var/a\b`, `/var/"a"`} {
		t.Setenv("XDG_CACHE_HOME", folder)
		if _, err := labFolder(); err == nil || Hint(err) == "" {
			t.Errorf("%s: got error %v with hint %q, want both", folder, err, Hint(err))
		}
	}
}
