package machine

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// build leaves the image in the folder root of the workshop, which is locked. What an earlier, interrupted build left
// there goes first.
func (r recipe) build(ctx context.Context, workshop *os.File, progress func(string, ...any)) error {
	if err := clearFolder(ctx, workshop.Name()); err != nil {
		return err
	}
	tools := filepath.Join(workshop.Name(), "image")
	if err := os.CopyFS(tools, r.files); err != nil {
		return err
	}
	if err := os.Chmod(filepath.Join(tools, "customize.sh"), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(workshop.Name(), r.sourcesName), r.sources, 0o644); err != nil {
		return err
	}
	bootstrap, err := r.bootstrap(ctx, workshop)
	if err != nil {
		return err
	}
	return runWithProgress(bootstrap, progress)
}

func (r recipe) bootstrap(ctx context.Context, workshop *os.File) (*exec.Cmd, error) {
	tools := filepath.Join(workshop.Name(), "image")
	packages, err := os.ReadFile(filepath.Join(tools, "packages.txt"))
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, "mmdebstrap", "--mode=root", "--variant=minbase",
		"--architectures="+runtime.GOARCH,
		"--include="+strings.Join(strings.Fields(string(packages)), ","),
		"--customize-hook="+filepath.Join(tools, "customize.sh"),
		"--skip=cleanup/apt",
		suite, filepath.Join(workshop.Name(), "root"), filepath.Join(workshop.Name(), r.sourcesName))
	// It removes its mounts when it is interrupted, and holds the workshop's lock should it outlive this process.
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 20 * time.Second
	command.ExtraFiles = []*os.File{workshop}
	return command, nil
}

// runWithProgress shows the command's own steps, and everything it said if it fails.
func runWithProgress(command *exec.Cmd, progress func(string, ...any)) error {
	output, err := command.StderrPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	said := showSteps(output, progress)
	if err := command.Wait(); err != nil {
		return fmt.Errorf("%s: %w\n%s", command.Path, err, said)
	}
	return nil
}

// showSteps reports mmdebstrap's "I:" lines and returns the last lines of the whole output.
func showSteps(output io.Reader, progress func(string, ...any)) string {
	var lines []string
	scanner := bufio.NewScanner(output)
	for scanner.Scan() {
		if step, ok := strings.CutPrefix(scanner.Text(), "I: "); ok {
			progress("  %s", step)
		}
		lines = append(lines, scanner.Text())
	}
	return strings.Join(lines[max(0, len(lines)-30):], "\n")
}

// clearFolder removes all that is in a folder, mounts too, but not the folder, which is locked.
func clearFolder(ctx context.Context, folder string) error {
	if err := unmountAll(ctx, folder); err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := removeTree(filepath.Join(folder, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}
