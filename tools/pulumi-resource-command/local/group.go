package local

import (
	"context"
	"fmt"
	"os/exec"
	"syscall"
	"time"
)

// grace is how long a cancelled command has to stop by itself.
const grace = 5 * time.Second

// runGroup runs the process in a process group of its own. When ctx ends, the whole group is asked to stop, then killed: a
// shell's children would otherwise run on and hold its pipes open. Processes that outlive a finished command are left alone.
func runGroup(ctx context.Context, process *exec.Cmd) error {
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := process.Start(); err != nil {
		return err
	}
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { terminate(process.Process.Pid, done) })
	err := process.Wait()
	close(done)
	if stop() || err == nil {
		return err
	}
	return fmt.Errorf("%w: %w", context.Cause(ctx), err)
}

func terminate(group int, done <-chan struct{}) {
	_ = syscall.Kill(-group, syscall.SIGTERM)
	select {
	case <-done:
	case <-time.After(grace):
		_ = syscall.Kill(-group, syscall.SIGKILL)
	}
}
