package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"crypto-dashboard/infra/host"
	"crypto-dashboard/infra/manifest"
)

// Release is everything that goes to a host, named by its content.
type Release struct {
	ID    string
	Files []ReleaseFile
}

// ReleaseFile is one file of a release: a text, or a program that lies on this machine.
type ReleaseFile struct {
	// Path is relative to the release's folder on the host.
	Path  string
	Text  string
	Local string
}

// newRelease renders the host files of site and describes them and programs in a manifest. It reads no clock and no random
// number: the same content is the same release.
func newRelease(programs map[string]string, site host.Site) (Release, error) {
	contents, err := host.Render(site)
	if err != nil {
		return Release{}, err
	}
	var files []ReleaseFile
	for path, content := range contents {
		files = append(files, ReleaseFile{Path: path, Text: string(content)})
	}
	for path, local := range programs {
		if contents[path], err = os.ReadFile(local); err != nil {
			return Release{}, fmt.Errorf("read program of the release: %w", err)
		}
		files = append(files, ReleaseFile{Path: path, Local: local})
	}
	described, err := manifest.New(site.Domain, site.Workers, contents)
	if err != nil {
		return Release{}, fmt.Errorf("describe the release: %w", err)
	}
	files = append(files, ReleaseFile{Path: manifest.Name, Text: string(described.Encode())})
	slices.SortFunc(files, func(a, b ReleaseFile) int { return strings.Compare(a.Path, b.Path) })
	return Release{ID: described.ID, Files: files}, nil
}

// File returns the file at path.
func (r Release) File(path string) ReleaseFile {
	for _, file := range r.Files {
		if file.Path == path {
			return file
		}
	}
	return ReleaseFile{}
}

// sources says which package becomes which file of the release.
var sources = map[string]string{"bin/server": "./app", "bin/dashctl": "./infra/dashctl"}

// buildPrograms compiles the release's programs for architecture and returns where they are, by their path in the release.
func buildPrograms(ctx context.Context, projectFolder, architecture string) (map[string]string, error) {
	folder := filepath.Join(projectFolder, ".build", "linux-"+architecture)
	programs := map[string]string{}
	for _, path := range slices.Sorted(maps.Keys(sources)) {
		programs[path] = filepath.Join(folder, filepath.Base(path))
		if err := buildProgram(ctx, projectFolder, architecture, sources[path], programs[path]); err != nil {
			return nil, err
		}
	}
	return programs, nil
}

// buildProgram gives the same bytes for the same sources, in whichever folder they lie: no paths, no time, no build id.
func buildProgram(ctx context.Context, projectFolder, architecture, source, target string) error {
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-o", target, source)
	command.Dir = projectFolder
	// The operator's own Go settings must not change what is built.
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+architecture, "GOAMD64=v1", "GOARM64=v8.0",
		"GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off")
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s for linux/%s: %w\n%s", source, architecture, err, output)
	}
	return nil
}

// findProject returns the folder of the project. The oldest language host does not tell it; then it is the one above infra/, in
// which the program runs.
func findProject(told string) (string, error) {
	folder, err := os.Getwd()
	if told != "" || err != nil {
		return told, err
	}
	for at := folder; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "Pulumi.yaml")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("find the project's folder: no Pulumi.yaml in %s or above", folder)
		}
	}
}
