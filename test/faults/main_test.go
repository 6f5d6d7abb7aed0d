package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

const root = "../.."

func TestTableIsOfTheTestsThatThereAre(t *testing.T) {
	want, err := render(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, table))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the tests' names say; `go run ./test/faults` writes it anew", table)
	}
}

func TestPromised(t *testing.T) {
	for _, test := range []struct {
		name, text string
		ids        []string
	}{
		{"10 a host whose link is cut finishes alone (A8)", "a host whose link is cut finishes alone", []string{"A8"}},
		{"a kill at every step (A1 A47)", "a kill at every step", []string{"A1", "A47"}},
		{"no fault (at all)", "", nil},
		{"(A1)", "", nil},
		{"a fault (A1) in the middle", "", nil},
	} {
		if text, ids := promised(test.name); text != test.text || !slices.Equal(ids, test.ids) {
			t.Errorf("promised(%q) = %q, %q, want %q, %q", test.name, text, ids, test.text, test.ids)
		}
	}
}

func TestRowNeedsATestOrAReason(t *testing.T) {
	if _, err := row(fault{id: "A1", what: "something"}, nil); err == nil {
		t.Error("a fault with neither a test nor a reason is accepted")
	}
	line, err := row(fault{id: "A1", what: "something"}, []promise{{"nothing is lost", "test/x_test.go"}})
	if want := "| A1 | something | [nothing is lost](../test/x_test.go) |\n"; line != want || err != nil {
		t.Errorf("row = %q, %v, want %q", line, err, want)
	}
}
