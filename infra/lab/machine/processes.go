package machine

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// running says whether the host is switched on, be it between two boots. In the middle of an exec a process has no command line,
// and the supervisor begins with three of them: one look is not enough to say no.
func (p place) running() bool {
	for range 5 {
		if len(p.starters()) > 0 {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

// starters are the supervisor and systemd-nspawn, the oldest first. The command lines of living processes are the only
// record of them: there is no number that could have become another process's.
func (p place) starters() []int {
	return slices.DeleteFunc(allProcesses(), func(id int) bool {
		arguments, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", id))
		return !slices.Contains(strings.Split(string(arguments), "\x00"), p.rootArgument())
	})
}

// allProcesses are the ids of all processes of this machine, those of hosts included.
func allProcesses() []int {
	folders, _ := filepath.Glob("/proc/[0-9]*")
	var ids []int
	for _, folder := range folders {
		if id, err := strconv.Atoi(filepath.Base(folder)); err == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// tree adds to ids all processes below them.
func tree(ids []int) []int {
	children := make(map[int][]int)
	for _, id := range allProcesses() {
		parent := parentOf(id)
		children[parent] = append(children[parent], id)
	}
	all := slices.Clone(ids)
	for i := 0; i < len(all); i++ {
		for _, child := range children[all[i]] {
			if !slices.Contains(all, child) {
				all = append(all, child)
			}
		}
	}
	return all
}

// parentOf returns 0 for a process that is gone.
func parentOf(id int) int {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", id))
	if err != nil {
		return 0
	}
	// The command's name is in brackets and may contain anything.
	_, rest, _ := bytes.Cut(stat[bytes.LastIndexByte(stat, ')')+1:], []byte(" "))
	fields := strings.Fields(string(rest))
	if len(fields) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(fields[1])
	return parent
}

// processes are all processes of the host, what started it first. Those in its cgroup survive a systemd-nspawn that
// somebody kills.
func (p place) processes() []int { return append(tree(p.starters()), p.members()...) }

// kill ends all processes of the host at once, and returns when they are gone.
func (p place) kill(ctx context.Context) error {
	err := poll(ctx, func() (bool, error) {
		ids := p.processes()
		for _, id := range ids {
			killProcess(id)
		}
		return !slices.ContainsFunc(ids, alive), nil
	})
	if err == nil {
		err = p.waitForCgroups(ctx)
	}
	if err != nil {
		return fmt.Errorf("kill host %q: %w", p.name, err)
	}
	return nil
}

func killProcess(id int) {
	if process, err := os.FindProcess(id); err == nil {
		process.Kill()
	}
}

// alive is false for a zombie: it only waits for its parent.
func alive(id int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", id))
	return err == nil && !bytes.Contains(stat, []byte(") Z "))
}
