package machine

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
)

func TestWhateverShapesAnImageMakesItAnother(t *testing.T) {
	recipes := []recipe{
		{fstest.MapFS{"packages.txt": {Data: []byte("sudo")}}, "sources.list", []byte("deb a")},
		{fstest.MapFS{"packages.txt": {Data: []byte("sudo less")}}, "sources.list", []byte("deb a")},
		{fstest.MapFS{"packages": {Data: []byte("sudo")}}, "sources.list", []byte("deb a")},
		{fstest.MapFS{"packages.txt": {Data: []byte("sudo")}}, "debian.sources", []byte("deb a")},
		{fstest.MapFS{"packages.txt": {Data: []byte("sudo")}}, "sources.list", []byte("deb b")},
	}
	var names []string
	for _, recipe := range recipes {
		name, err := recipe.name()
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := recipe.name(); again != name {
			t.Errorf("one recipe, two names: %s and %s", name, again)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	if len(slices.Compact(slices.Clone(names))) != len(recipes) {
		t.Errorf("two recipes have one name: %s", names)
	}
}

func TestAptSourcesAreThisMachinesOwnIfTheyAreForTheSameDebian(t *testing.T) {
	files := fstest.MapFS{"debian.sources": {Data: []byte("default")}}
	for _, tt := range []struct{ deb822, oneLine, wantName, want string }{
		{"Suites: bookworm", "deb m bookworm main", "debian.sources", "Suites: bookworm"},
		{"", "deb m bookworm main", "sources.list", "deb m bookworm main"},
		{"Suites: noble", "# nothing", "debian.sources", "default"},
		{"", "", "debian.sources", "default"},
	} {
		name, content, err := aptSources(aptFolder(t, tt.deb822, tt.oneLine), files)
		if err != nil || name != tt.wantName || string(content) != tt.want {
			t.Errorf("%+v: got %s %q, error %v", tt, name, content, err)
		}
	}
}

func aptFolder(t *testing.T, deb822, oneLine string) string {
	t.Helper()
	folder := t.TempDir()
	os.Mkdir(filepath.Join(folder, "sources.list.d"), 0o755)
	for path, content := range map[string]string{"sources.list.d/debian.sources": deb822, "sources.list": oneLine} {
		if content == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(folder, path), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestEmbeddedRecipeIsComplete(t *testing.T) {
	own, err := ownRecipe()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"packages.txt", "customize.sh", "debian.sources", "etc/ssh/sshd_config.d/lab.conf"} {
		if _, err := fs.Stat(own.files, path); err != nil {
			t.Error(err)
		}
	}
}
