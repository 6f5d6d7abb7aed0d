package machine

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

const otherWay = "or set `hosts` in the stack's configuration to use any host over SSH"

// tools are the commands a throw-away host needs, and the Debian packages they are in.
var tools = []struct{ command, debianPackage string }{
	{"systemd-nspawn", "systemd-container"},
	{"mmdebstrap", "mmdebstrap"},
	{"ip", "iproute2"},
	{"ssh", "openssh-client"},
	{"mount", "mount"},
}

// checkMachine says what this machine lacks for throw-away hosts.
func checkMachine() error {
	if runtime.GOOS != "linux" {
		return withHint(fmt.Errorf("throw-away hosts need Linux, this is %s", runtime.GOOS),
			"run this on Linux as root, "+otherWay)
	}
	if os.Geteuid() != 0 {
		return withHint(errors.New("throw-away hosts need root"), "run this as root, "+otherWay)
	}
	return checkTools(exec.LookPath)
}

func checkTools(find func(string) (string, error)) error {
	var commands, packages []string
	for _, tool := range tools {
		if _, err := find(tool.command); err != nil {
			commands = append(commands, tool.command)
			packages = append(packages, tool.debianPackage)
		}
	}
	if len(commands) == 0 {
		return nil
	}
	return withHint(fmt.Errorf("throw-away hosts need %s, not found on this machine", strings.Join(commands, ", ")),
		"apt-get install "+strings.Join(packages, " ")+", "+otherWay)
}
