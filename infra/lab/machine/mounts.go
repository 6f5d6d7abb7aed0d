package machine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// mountsUnder lists what is mounted at folder or below, the latest first.
func mountsUnder(folder string) ([]string, error) {
	content, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, fmt.Errorf("list mounts: %w", err)
	}
	return parseMounts(string(content), folder), nil
}

func parseMounts(mountinfo, folder string) []string {
	unescape := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
	var found []string
	for line := range strings.Lines(mountinfo) {
		fields := strings.Fields(line)
		if len(fields) < 5 {
			continue
		}
		at := unescape.Replace(fields[4])
		if at == folder || strings.HasPrefix(at, folder+"/") {
			found = append([]string{at}, found...)
		}
	}
	return found
}

func unmountAll(ctx context.Context, folder string) error {
	mounts, err := mountsUnder(folder)
	for _, at := range mounts {
		err = errors.Join(err, run(ctx, "umount", at))
	}
	return err
}

// removeTree removes a folder that nothing is mounted under. It never reaches through a mount.
func removeTree(folder string) error {
	mounts, err := mountsUnder(folder)
	if err != nil {
		return err
	}
	if len(mounts) > 0 {
		return fmt.Errorf("remove %s: %s is still mounted", folder, mounts[0])
	}
	return os.RemoveAll(folder)
}

// run is for commands that are silent when they succeed.
func run(ctx context.Context, name string, arguments ...string) error {
	command := exec.CommandContext(ctx, name, arguments...)
	output, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(command.Args, " "), err, bytes.TrimSpace(output))
	}
	return nil
}
