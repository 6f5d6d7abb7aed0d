package machine

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var validName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,20}$`)

// A place is where everything of one host is. All of it follows from the folder, so that a host can be removed even if
// nothing else is known about it.
type place struct {
	name   string
	folder string
}

func placeOf(name string) (place, error) {
	if !validName.MatchString(name) {
		return place{}, withHint(fmt.Errorf("bad host name %q", name),
			"a lower-case letter, then up to 20 lower-case letters, digits and hyphens")
	}
	folder, err := labFolder()
	return place{name, filepath.Join(folder, "hosts", name)}, err
}

// labFolder keeps base images and hosts.
func labFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w", err)
	}
	// mount, ssh and the supervisor would each take one of these for something else.
	if strings.ContainsAny(cache, ",:\\\"' \t\n") {
		return "", withHint(fmt.Errorf("cache folder %q: no space, comma, colon, quote or backslash can be in its name", cache),
			"set XDG_CACHE_HOME to another folder")
	}
	return filepath.Join(cache, "crypto-dashboard", "lab"), nil
}

func (p place) upper() string      { return filepath.Join(p.layers(), "upper") }
func (p place) work() string       { return filepath.Join(p.layers(), "work") }
func (p place) root() string       { return filepath.Join(p.folder, "root") }
func (p place) console() string    { return filepath.Join(p.folder, "console.log") }
func (p place) privateKey() string { return filepath.Join(p.folder, "id_ed25519") }
func (p place) knownHosts() string { return filepath.Join(p.folder, "known_hosts") }
func (p place) supervisor() string { return filepath.Join(p.folder, "supervise.sh") }
func (p place) stateFile() string  { return filepath.Join(p.folder, "state.json") }

// id names the host's bridge, machine and cgroup. With nspawn's prefix vb- it is just short enough for an interface.
func (p place) id() string { return "cdl-" + hex.EncodeToString(p.hash()[:4]) }

func (p place) hash() []byte {
	sum := sha256.Sum256([]byte(p.folder))
	return sum[:]
}
