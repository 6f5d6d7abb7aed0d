// Package manifest describes a release: every file of it, by hash. The program that makes a release writes it, dashctl
// checks the host's copy against it; both take the release id from here.
package manifest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Format is the version of the manifest's layout. A host refuses a newer one than it knows.
const Format = 1

// Name is the manifest's file name, in a release as in the folder of uploads.
const Name = "manifest.json"

// Manifest is one release. Two manifests with the same content have the same ID, whoever made them and when.
type Manifest struct {
	Format int `json:"format"`
	// ID is the first 12 hex digits of the SHA-256 of the manifest with an empty ID.
	ID string `json:"id"`
	// Domain is the name Nginx serves the dashboard under; the health gate asks for it.
	Domain string `json:"domain"`
	// Workers is the number of worker processes, 1 to 64.
	Workers int    `json:"workers"`
	Files   []File `json:"files"`
}

// File is one file of a release.
type File struct {
	// Path is relative to the release's folder: bin/server, etc/logrotate.d/crypto-dashboard.
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	// Mode is the permission bits in octal: 0644.
	Mode string `json:"mode"`
}

// New makes the manifest of a release from its files' contents, keyed by path, and gives it its ID.
func New(domain string, workers int, contents map[string][]byte) (Manifest, error) {
	release := Manifest{Format: Format, Domain: domain, Workers: workers}
	for filePath, content := range contents {
		release.Files = append(release.Files, NewFile(filePath, content))
	}
	slices.SortFunc(release.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	release.ID = release.contentID()
	return release, release.Validate()
}

// NewFile describes content at filePath. What lies in bin/ can be executed.
func NewFile(filePath string, content []byte) File {
	sum := sha256.Sum256(content)
	mode := "0644"
	if strings.HasPrefix(filePath, "bin/") {
		mode = "0755"
	}
	return File{Path: filePath, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content)), Mode: mode}
}

// Parse reads a manifest and refuses one that is malformed, unknown or altered.
func Parse(text []byte) (Manifest, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var release Manifest
	if err := decoder.Decode(&release); err != nil {
		return Manifest{}, fmt.Errorf("read manifest: %w", err)
	}
	return release, release.Validate()
}

// Encode returns the manifest as it is stored.
func (m Manifest) Encode() []byte {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		panic(err) // strings and integers only: cannot fail
	}
	return append(text, '\n')
}

// Validate checks everything that can be checked without the files: the ID against the content first of all.
func (m Manifest) Validate() error {
	var problems []error
	if m.Format != Format {
		return fmt.Errorf("manifest format %d is unknown, want %d", m.Format, Format)
	}
	if want := m.contentID(); m.ID != want {
		problems = append(problems, fmt.Errorf("manifest id %q does not match its content, want %q", m.ID, want))
	}
	if m.Workers < 1 || m.Workers > 64 {
		problems = append(problems, fmt.Errorf("manifest wants %d workers, want 1 to 64", m.Workers))
	}
	if m.Domain == "" {
		problems = append(problems, errors.New("manifest names no domain"))
	}
	for _, file := range m.Files {
		problems = append(problems, file.validate())
	}
	return errors.Join(problems...)
}

// File returns the entry for filePath, if the release has that file.
func (m Manifest) File(filePath string) (File, bool) {
	for _, file := range m.Files {
		if file.Path == filePath {
			return file, true
		}
	}
	return File{}, false
}

func (m Manifest) contentID() string {
	m.ID = ""
	sum := sha256.Sum256(m.Encode())
	return hex.EncodeToString(sum[:])[:12]
}

func (f File) validate() error {
	// A manifest comes over the network: no path of it may lead out of the release's folder.
	if !fs.ValidPath(f.Path) || path.Clean(f.Path) != f.Path || f.Path == "." {
		return fmt.Errorf("manifest path %q leads out of the release", f.Path)
	}
	if f.Mode != "0644" && f.Mode != "0755" {
		return fmt.Errorf("manifest mode %q of %q, want 0644 or 0755", f.Mode, f.Path)
	}
	if len(f.SHA256) != 2*sha256.Size {
		return fmt.Errorf("manifest hash %q of %q, want 64 hex digits", f.SHA256, f.Path)
	}
	return nil
}

// Match reports how content with this hash and size differs from what the manifest promises.
func (f File) Match(sha256 string, size int64) error {
	if sha256 != f.SHA256 || size != f.Size {
		return fmt.Errorf("sha256 mismatch in %s: want %s, %d bytes; got %s, %d bytes", f.Path, f.SHA256, f.Size, sha256, size)
	}
	return nil
}
