package machine

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Find looks a host up. False means that there is none of this name, or only the remains of one, which List shows.
func Find(name string) (Host, bool, error) {
	place, err := placeOf(name)
	if err != nil {
		return Host{}, false, err
	}
	state, found, err := place.readState()
	if err != nil || !found || state.HostKey == "" {
		return Host{}, false, err
	}
	return place.host(state), true, nil
}

// Get is Find for a host that must be there.
func Get(name string) (Host, error) {
	host, found, err := Find(name)
	if err == nil && !found {
		err = withHint(fmt.Errorf("no host %q", name), "lab list, lab up "+name)
	}
	return host, err
}

// List returns all hosts by name. One with an empty HostKey is what an interrupted Up or Down left; Down removes it.
func List() ([]Host, error) {
	folder, err := labFolder()
	if err != nil {
		return nil, err
	}
	names, err := namesIn(filepath.Join(folder, "hosts"))
	if err != nil {
		return nil, fmt.Errorf("list hosts: %w", err)
	}
	var hosts []Host
	for _, name := range names {
		host, found, err := Find(name)
		if err != nil || !found {
			host = Host{Name: name, Running: place{name, filepath.Join(folder, "hosts", name)}.running()}
		}
		hosts = append(hosts, host)
	}
	return hosts, nil
}

// namesIn finds hosts by their folders, and by their bridges if the folders are gone.
func namesIn(folder string) ([]string, error) {
	names := make(map[string]bool)
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for _, entry := range entries {
		names[entry.Name()] = validName.MatchString(entry.Name())
	}
	owners, err := bridgeOwners()
	for owner := range owners {
		if filepath.Dir(owner) == folder {
			names[filepath.Base(owner)] = true
		}
	}
	maps.DeleteFunc(names, func(_ string, valid bool) bool { return !valid })
	return slices.Sorted(maps.Keys(names)), err
}
