package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestAHostBelongsToOneStack(t *testing.T) {
	h := newHost(t)
	put(t, h.product("any"), "")
	ask := func(stack string) (code int, said string) {
		t.Setenv(stackVariable, stack)
		var stderr bytes.Buffer
		return exitCode(h.checkOwner(), &stderr), stderr.String()
	}
	t.Run("the first stack has the host, a second one is refused by its name, an operator on the host is not (S8)", func(t *testing.T) {
		for _, stack := range []string{"", "organization/crypto-dashboard/first", "organization/crypto-dashboard/first", ""} {
			if code, said := ask(stack); code != exitDone {
				t.Errorf("%q: code %d, %s", stack, code, said)
			}
		}
		code, said := ask("organization/crypto-dashboard/second")
		if code != exitRefused || !strings.HasPrefix(said, "error: this host belongs to the stack organization/crypto-dashboard/first, not to organization/crypto-dashboard/second\nhint: ") {
			t.Errorf("code %d, %s", code, said)
		}
		if got := h.owner(); got != "organization/crypto-dashboard/first" {
			t.Errorf("the owner is now %q", got)
		}
	})
	t.Run("an empty file, as a power cut may leave, names nobody", func(t *testing.T) {
		put(t, h.product("owner"), "")
		if code, said := ask("organization/crypto-dashboard/second"); code != exitDone || h.owner() != "organization/crypto-dashboard/second" {
			t.Errorf("code %d, %s; the owner is %q", code, said, h.owner())
		}
	})
}
