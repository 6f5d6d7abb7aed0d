//go:build !linux

package machine

import "errors"

func stopFileSystem(string) error { return errors.ErrUnsupported }
