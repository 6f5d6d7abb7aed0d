// Package writeorder proves from a trace of system calls that a program writes in an order that a power cut at any moment
// cannot turn into a mix: what is renamed was on the disk before, a new name is on the disk before anything relies on it, and
// what is live changes only while a journal that names the way back is on the disk.
package writeorder

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Rules say where what counts is.
type Rules struct {
	// Trees are the folders that must survive a power cut. What is written elsewhere passes.
	Trees []string
	// Volatile are files and folders in them of which nothing is read after one.
	Volatile []string
	// Journal is the file that names the way back.
	Journal string
	// Live are paths that may change, they or what is in them, only while the journal is there and on the disk.
	Live []string
}

// Finding is what a trace shows.
type Finding struct {
	// Breaches are the places where the order is wrong, in the trace's order.
	Breaches []string
	// Renamed are the names that were made by a rename.
	Renamed []string
}

// Check follows the calls and finds what a power cut could tear.
func Check(calls []Call, rules Rules) Finding {
	c := &checker{Rules: rules, written: map[string]bool{}, names: map[string]bool{}}
	for _, call := range calls {
		c.line = call.Line
		c.follow(call)
	}
	c.settled("the end")
	return c.Finding
}

type checker struct {
	Rules
	Finding
	line int
	// written are files of which something may be in memory only, names the folders of which that is so for a name.
	written, names map[string]bool
	// pending is a new name that is to be on the disk before anything else happens, in this folder.
	pending       string
	pendingName   string
	journalOnDisk bool
}

func (c *checker) follow(call Call) {
	switch call.Name {
	case "openat":
		c.open(call)
	case "write", "pwrite64", "ftruncate":
		c.write(call.file(0))
	case "fsync", "fdatasync":
		c.sync(call.file(0))
	case "rename":
		c.rename(call.name(-1, 0), call.name(-1, 1), false)
	case "renameat", "renameat2":
		c.rename(call.name(0, 1), call.name(2, 3), strings.Contains(call.argument(4), "RENAME_EXCHANGE"))
	case "symlinkat":
		c.change("the link", call.name(1, 2))
	case "linkat":
		c.change("the link", call.name(2, 3))
	case "mkdirat":
		c.change("the new folder", call.name(0, 1))
	case "unlinkat":
		c.remove(call.name(0, 1))
	case "execve":
		c.settled("running " + strings.Trim(call.argument(0), `"`))
	}
}

func (c *checker) open(call Call) {
	flags := call.argument(2)
	if !strings.Contains(flags, "O_WRONLY") && !strings.Contains(flags, "O_RDWR") {
		return
	}
	path := pathOf(call.result)
	if strings.Contains(flags, "O_CREAT") && c.counts(path) {
		c.names[filepath.Dir(path)] = true
		c.write(path)
	}
	if strings.Contains(flags, "O_TRUNC") {
		c.write(path)
	}
}

func (c *checker) write(path string) {
	if c.counts(path) {
		c.written[path] = true
	}
}

func (c *checker) sync(path string) {
	delete(c.written, path)
	delete(c.names, path)
	if path != c.pending {
		return
	}
	if c.pendingName == c.Journal {
		c.journalOnDisk = true
	}
	c.pending = ""
}

// rename wants what is renamed to be on the disk: a folder with all that is in it.
func (c *checker) rename(from, to string, exchange bool) {
	if !c.counts(to) {
		return
	}
	c.settled("the rename to " + to)
	for _, path := range slices.Sorted(maps.Keys(c.names)) {
		if within(path, from) {
			c.breach("%s was renamed to %s before the names in %s were synced", from, to, path)
		}
	}
	c.mayChange(to)
	c.Renamed = append(c.Renamed, to)
	if !exchange {
		c.forget(from)
	}
	c.names[filepath.Dir(to)] = true
	c.pending, c.pendingName = filepath.Dir(to), to
}

// change is one that makes a name.
func (c *checker) change(what, path string) {
	if c.counts(path) {
		c.settled(what + " " + path)
		c.mayChange(path)
		c.names[filepath.Dir(path)] = true
	}
}

func (c *checker) remove(path string) {
	if !c.counts(path) {
		return
	}
	c.forget(path)
	c.settled("the removal of " + path)
	c.mayChange(path)
	c.names[filepath.Dir(path)] = true
	if path == c.Journal {
		c.journalOnDisk = false
		c.pending, c.pendingName = filepath.Dir(path), ""
	}
}

// settled wants nothing that counts to be in memory only when next begins.
func (c *checker) settled(next string) {
	if c.pending != "" {
		c.breach("%s came before %s was synced, which has a new name: %s", next, c.pending, c.pendingName)
		c.pending = ""
	}
	for _, path := range slices.Sorted(maps.Keys(c.written)) {
		c.breach("%s came before %s was synced, which was written to", next, path)
	}
	clear(c.written)
}

func (c *checker) mayChange(path string) {
	live := func(place string) bool { return within(path, place) }
	if slices.ContainsFunc(c.Live, live) && !c.journalOnDisk {
		c.breach("%s was changed without a journal on the disk", path)
	}
}

func (c *checker) forget(path string) {
	gone := func(known string, _ bool) bool { return within(known, path) }
	maps.DeleteFunc(c.written, gone)
	maps.DeleteFunc(c.names, gone)
}

func (c *checker) counts(path string) bool {
	inside := func(tree string) bool { return within(path, tree) }
	return slices.ContainsFunc(c.Trees, inside) && !slices.ContainsFunc(c.Volatile, inside)
}

func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

func (c *checker) breach(format string, values ...any) {
	c.Breaches = append(c.Breaches, fmt.Sprintf("line %d: ", c.line)+fmt.Sprintf(format, values...))
}
