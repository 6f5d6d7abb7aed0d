package machine

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// state is what is known about a host beyond its place.
type state struct {
	// Base is the folder name of the image the disk is a layer on.
	Base string `json:"base"`
	// Subnet is the number of the host's /24 in 198.18.0.0/15.
	Subnet int `json:"subnet"`
	// HostKey is set once the disk is complete.
	HostKey string `json:"hostKey"`
	Run     string `json:"run"`
}

// readState returns false if the host has no state, because it does not exist or was never finished.
func (p place) readState() (state, bool, error) {
	content, err := os.ReadFile(p.stateFile())
	if errors.Is(err, fs.ErrNotExist) {
		return state{}, false, nil
	}
	if err != nil {
		return state{}, false, fmt.Errorf("read the state of host %q: %w", p.name, err)
	}
	var found state
	if err := json.Unmarshal(content, &found); err != nil {
		return state{}, false, withHint(fmt.Errorf("read the state of host %q: %w", p.name, err), "lab down "+p.name)
	}
	return found, true, nil
}

func (p place) writeState(s state) error {
	content, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := replaceFile(p.stateFile(), content); err != nil {
		return fmt.Errorf("write the state of host %q: %w", p.name, err)
	}
	return nil
}

// replaceFile leaves the old or the new content, never a part of it.
func replaceFile(path string, content []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(content)
	if err := errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
