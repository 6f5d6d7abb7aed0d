package main

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// commandLimit bounds every command on the host: nothing outside stops one that hangs.
const commandLimit = 90 * time.Second

// output runs a command and returns what it printed, standard error included. The error carries the last of it.
func output(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	return finish(exec.CommandContext(ctx, name, args...))
}

func finish(command *exec.Cmd) (string, error) {
	command.WaitDelay = time.Second
	text, err := command.CombinedOutput()
	if err != nil {
		return string(text), fmt.Errorf("%s: %w%s", strings.Join(command.Args, " "), err, lastLines(string(text), 5))
	}
	return string(text), nil
}

// lastLines formats the end of a command's output for an error message. What systemctl advises to look at is left out: dashctl
// shows it.
func lastLines(text string, count int) string {
	lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(text), "\n"), func(line string) bool {
		return line == "" || strings.HasPrefix(line, `See "systemctl status`)
	})
	if len(lines) == 0 {
		return ""
	}
	return ": " + strings.Join(lines[max(0, len(lines)-count):], "; ")
}
