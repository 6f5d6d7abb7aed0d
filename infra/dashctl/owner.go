package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// A host belongs to one stack: two of them would undo each other's releases in turn. The first stack that prepares the host writes its
// name there. It is checked again when a release is activated, since the host may have been given to another stack meanwhile.

// stackVariable names the stack that a command is run for; an operator on the host has none, and may do everything.
const stackVariable = "DASHCTL_STACK"

func (h host) owner() string {
	text, _ := os.ReadFile(h.product("owner")) // none: nobody has taken the host yet
	return strings.TrimSpace(string(text))
}

// checkOwner refuses the stack that the host does not belong to.
func (h host) checkOwner() error {
	stack := os.Getenv(stackVariable)
	if stack == "" {
		return nil
	}
	text, err := os.ReadFile(h.product("owner"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("find out which stack the host belongs to: %w", err)
	}
	if len(text) == 0 { // so does a power cut leave one that was not synced
		return writeFile(h.product("owner"), []byte(stack+"\n"), 0o644)
	}
	if owner := h.owner(); owner != stack {
		return refuse("this host belongs to the stack %s, not to %s", owner, stack).
			withHint("two stacks would undo each other's releases; to take the host over, as root on it: rm %s", h.product("owner"))
	}
	return nil
}
