package local

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"crypto-dashboard/tools/pulumi-resource-command/output"
)

// run executes the command and, when it succeeds, replaces the outputs. A failed command leaves them as they were.
func (o *CommandOutputs) run(ctx context.Context, command string) error {
	process, err := o.process(command)
	if err != nil {
		return err
	}
	capture := output.New(ctx, o.Logging)
	process.Stdout, process.Stderr = capture.Stdout, capture.Stderr
	if err := runGroup(ctx, process); err != nil {
		return capture.Failed(err, command)
	}
	if err := o.collect(process.Dir); err != nil {
		return err
	}
	o.Stdout, o.Stderr = capture.Texts()
	return nil
}

func (o *CommandOutputs) process(command string) (*exec.Cmd, error) {
	folder, err := o.folder()
	if err != nil {
		return nil, err
	}
	arguments := append(o.interpreter(), command)
	process := exec.Command(arguments[0], arguments[1:]...)
	process.Dir, process.Env = folder, o.environment()
	if o.Stdin != nil && *o.Stdin != "" {
		process.Stdin = strings.NewReader(*o.Stdin)
	}
	return process, nil
}

// folder is checked here: starting a process in a missing folder blames the interpreter for it.
func (o *CommandOutputs) folder() (string, error) {
	folder := "."
	if o.Dir != nil {
		folder = *o.Dir
	}
	absolute, err := filepath.Abs(folder)
	if err == nil {
		_, err = os.Stat(absolute)
	}
	if err != nil {
		return "", fmt.Errorf("run in the folder %q: %w", folder, err)
	}
	return absolute, nil
}

func (o *CommandOutputs) interpreter() []string {
	if o.Interpreter != nil && len(*o.Interpreter) > 0 {
		return slices.Clone(*o.Interpreter)
	}
	return []string{"/bin/sh", "-c"}
}

// environment is the engine's own, then the resource's, then the last run's output.
func (o *CommandOutputs) environment() []string {
	environment := os.Environ()
	if o.Environment != nil {
		environment = appendSorted(environment, *o.Environment)
	}
	return appendSorted(environment, output.Previous(o.AddPreviousOutputInEnv, o.Stdout, o.Stderr))
}

func appendSorted(environment []string, more map[string]string) []string {
	for _, key := range slices.Sorted(maps.Keys(more)) {
		environment = append(environment, key+"="+more[key])
	}
	return environment
}
