package main

import (
	"bytes"
	"debug/elf"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"crypto-dashboard/infra/host"
	"crypto-dashboard/infra/manifest"
)

var testSite = host.Site{Domain: "bot.example.com", Workers: 2, Bots: []host.Bot{{Name: "bot", Ledger: "sqlite:///srv/bot/trades.sqlite"}}, ProxyTimeout: 120}

func TestSameContentIsTheSameRelease(t *testing.T) {
	programs := fakePrograms(t)
	first, second := mustRelease(t, programs, testSite), mustRelease(t, programs, testSite)
	if !reflect.DeepEqual(first, second) {
		t.Errorf("made %s, then %s of the same content", first.ID, second.ID)
	}
}

func TestOneChangedByteIsAnotherRelease(t *testing.T) {
	programs := fakePrograms(t)
	original := mustRelease(t, programs, testSite)
	other := testSite
	other.ProxyTimeout = 121
	if changed := mustRelease(t, programs, other); changed.ID == original.ID {
		t.Error("another timeout is the same release")
	}
	if err := os.WriteFile(programs["bin/server"], []byte("serves"), 0o755); err != nil {
		t.Fatal(err)
	}
	if changed := mustRelease(t, programs, testSite); changed.ID == original.ID {
		t.Error("another server is the same release")
	}
}

func TestTheManifestNamesEveryFileAndTheRelease(t *testing.T) {
	release := mustRelease(t, fakePrograms(t), testSite)
	described, err := manifest.Parse([]byte(release.File(manifest.Name).Text))
	if err != nil {
		t.Fatal(err)
	}
	if described.ID != release.ID || len(described.Files) != len(release.Files)-1 {
		t.Errorf("the manifest describes %s with %d files, the release is %s with %d beside the manifest",
			described.ID, len(described.Files), release.ID, len(release.Files)-1)
	}
	for _, file := range release.Files {
		if _, found := described.File(file.Path); !found && file.Path != manifest.Name {
			t.Errorf("the manifest does not name %s", file.Path)
		}
	}
}

func TestProgramsAreBuiltTheSameEverywhere(t *testing.T) {
	project, err := findProject("")
	if err != nil {
		t.Fatal(err)
	}
	// Settings of the operator's that would change the result.
	t.Setenv("GOFLAGS", "-race -tags=other")
	t.Setenv("GOAMD64", "v3")
	here := buildIn(t, project)
	copied := filepath.Join(t.TempDir(), "elsewhere")
	for _, part := range []string{"infra", "app"} {
		if err := os.CopyFS(filepath.Join(copied, part), os.DirFS(filepath.Join(project, part))); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(project, file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, file), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOAMD64", "")
	elsewhere := buildIn(t, copied)
	for path := range sources {
		if !bytes.Equal(here[path], elsewhere[path]) {
			t.Errorf("%s differs when it is built in another folder", path)
		}
		assertStatic(t, path, here[path])
	}
}

func TestAProgramThatDoesNotCompileIsNamed(t *testing.T) {
	folder := t.TempDir()
	for file, text := range map[string]string{
		"go.mod": "module broken\n", "app/main.go": "package main\nfunc main() { undefined() }\n", "infra/dashctl/main.go": "package main\nfunc main() {}\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, file)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, err := buildPrograms(t.Context(), folder, "amd64")
	want := "build ./app for linux/amd64: exit status 1\n# broken/app\napp/main.go:2:15: undefined: undefined\n"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestTheProjectsFolderIsFoundFromWithin(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "Pulumi.yaml"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "infra"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(folder, "infra"))
	if found, err := findProject(""); err != nil || found != folder {
		t.Errorf("found %q, %v, want %q", found, err, folder)
	}
	if found, err := findProject("/told"); err != nil || found != "/told" {
		t.Errorf("found %q, %v, want what the host told", found, err)
	}
	t.Chdir("/")
	if _, err := findProject(""); err == nil {
		t.Error("found a project in /")
	}
}

func buildIn(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	programs, err := buildPrograms(t.Context(), folder, "amd64")
	if err != nil {
		t.Fatal(err)
	}
	contents := map[string][]byte{}
	for path, local := range programs {
		if contents[path], err = os.ReadFile(local); err != nil {
			t.Fatal(err)
		}
	}
	return contents
}

func assertStatic(t *testing.T, path string, content []byte) {
	t.Helper()
	program, err := elf.NewFile(bytes.NewReader(content))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	defer program.Close()
	if libraries, err := program.ImportedLibraries(); err == nil && len(libraries) > 0 {
		t.Errorf("%s needs %q on the host", path, libraries)
	}
	if program.Machine != elf.EM_X86_64 {
		t.Errorf("%s is for %s", path, program.Machine)
	}
}

func mustRelease(t *testing.T, programs map[string]string, site host.Site) Release {
	t.Helper()
	release, err := newRelease(programs, site)
	if err != nil {
		t.Fatal(err)
	}
	return release
}

// fakePrograms are small files in the place of the programs.
func fakePrograms(t *testing.T) map[string]string {
	t.Helper()
	programs := map[string]string{}
	for path := range sources {
		programs[path] = filepath.Join(t.TempDir(), filepath.Base(path))
		if err := os.WriteFile(programs[path], []byte(path), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return programs
}
