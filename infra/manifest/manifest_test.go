package manifest

import (
	"strings"
	"testing"
)

func example(t *testing.T) Manifest {
	t.Helper()
	release, err := New("dashboard.example", 2, map[string][]byte{"bin/server": []byte("x"), "etc/a": []byte("y")})
	if err != nil {
		t.Fatal(err)
	}
	return release
}

func TestTheSameContentIsTheSameRelease(t *testing.T) {
	first, second := example(t), example(t)
	if first.ID != second.ID || len(first.ID) != 12 {
		t.Errorf("ids %q and %q, want the same 12 digits", first.ID, second.ID)
	}
	parsed, err := Parse(first.Encode())
	if err != nil || parsed.ID != first.ID {
		t.Errorf("read back %q, %v, want %q", parsed.ID, err, first.ID)
	}
}

func TestEveryDifferenceIsAnotherRelease(t *testing.T) {
	files := func(server string) map[string][]byte {
		return map[string][]byte{"bin/server": []byte(server), "etc/a": []byte("y")}
	}
	original := example(t)
	for name, other := range map[string]func() (Manifest, error){
		"one byte": func() (Manifest, error) { return New("dashboard.example", 2, files("z")) },
		"workers":  func() (Manifest, error) { return New("dashboard.example", 3, files("x")) },
		"domain":   func() (Manifest, error) { return New("other.example", 2, files("x")) },
	} {
		if release, err := other(); err != nil || release.ID == original.ID {
			t.Errorf("another %s: id %q, %v, want another id", name, release.ID, err)
		}
	}
}

func TestWhatIsInBinCanBeExecutedAndNothingElse(t *testing.T) {
	for _, file := range example(t).Files {
		if want := map[bool]string{true: "0755", false: "0644"}[strings.HasPrefix(file.Path, "bin/")]; file.Mode != want {
			t.Errorf("mode %s of %s, want %s", file.Mode, file.Path, want)
		}
	}
}

func TestManifestsThatWereAlteredAreRefused(t *testing.T) {
	text := string(example(t).Encode())
	for name, change := range map[string][2]string{
		"a hash":            {`"sha256": "2`, `"sha256": "3`},
		"a size":            {`"size": 1`, `"size": 2`},
		"the workers":       {`"workers": 2`, `"workers": 1`},
		"an unknown key":    {`"format": 1`, `"format": 1, "more": 1`},
		"a newer format":    {`"format": 1`, `"format": 2`},
		"cut off in middle": {"\n}\n", ""},
	} {
		altered := strings.Replace(text, change[0], change[1], 1)
		if altered == text {
			t.Fatalf("%s: the example has no %s", name, change[0])
		}
		if _, err := Parse([]byte(altered)); err == nil {
			t.Errorf("%s was changed, and accepted", name)
		} else {
			t.Logf("%s: %v", name, err)
		}
	}
}

func TestNoPathLeadsOutOfTheRelease(t *testing.T) {
	for _, path := range []string{"../etc/passwd", "/etc/passwd", "etc/../../x", "", ".", "etc//x", "etc/x/"} {
		if _, err := New("dashboard.example", 1, map[string][]byte{path: nil}); err == nil || !strings.Contains(err.Error(), "leads out") {
			t.Errorf("%q: got %v, want it refused", path, err)
		}
	}
}

func TestUnusableNumbersAreAllNamed(t *testing.T) {
	_, err := New("", 65, map[string][]byte{})
	if err == nil || !strings.Contains(err.Error(), "65 workers") || !strings.Contains(err.Error(), "no domain") {
		t.Errorf("got %v, want both problems", err)
	}
}
