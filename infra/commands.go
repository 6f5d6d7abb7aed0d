package main

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi-command/sdk/go/command/remote"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	incoming         = "/opt/crypto-dashboard/incoming/"
	uploadedDashctl  = incoming + "bin/dashctl"
	installedDashctl = "/usr/local/sbin/dashctl"
)

//go:embed prepare.sh
var prepareScript string

//go:embed remove.sh
var removeScript string

// prepare checks the host and makes the folder for uploads; its output is the host's machine-id. It comes first and so owns the
// clean-up: a first activate that fails leaves no state, and would remove nothing.
func (t target) prepare(architecture string) *remote.CommandArgs {
	command := pulumi.String(t.mayBeRoot() + t.asRoot(fmt.Sprintf("sh -s -- %s %s", architecture, t.user)))
	return &remote.CommandArgs{
		Connection: t.connection,
		Create:     command,
		Update:     command,
		// As input and not as part of the command, which the provider prints in whole when it fails.
		Stdin:                  pulumi.String(prepareScript),
		Delete:                 pulumi.String(t.asRoot("sh -c " + quoted(removeScript))),
		Logging:                remote.LoggingStderr,
		AddPreviousOutputInEnv: pulumi.Bool(false),
	}
}

// activate has the release in its text, so that another release is a change in place. No triggers: they would replace it.
func (t target) activate(config Config, id pulumi.StringOutput) *remote.CommandArgs {
	command := id.ApplyT(func(id string) string {
		if config.Release != "" {
			return t.asRoot(installedDashctl + " rollback " + id + mayChange(config))
		}
		// Uploads arrive without permission bits.
		activate := fmt.Sprintf("%s activate %s --soak %ds --keep %d", uploadedDashctl, id, config.Soak, config.KeepReleases)
		if config.Confirm > 0 {
			activate += fmt.Sprintf(" --confirm-within %ds", config.Confirm)
		}
		if config.Force == id {
			activate += " --force"
		}
		return fmt.Sprintf("chmod 0755 %s && %s", uploadedDashctl, t.asRoot(activate+mayChange(config)))
	}).(pulumi.StringOutput).ToStringPtrOutput()
	return &remote.CommandArgs{
		Connection:             t.connection,
		Create:                 command,
		Update:                 command,
		Logging:                remote.LoggingStdoutAndStderr,
		AddPreviousOutputInEnv: pulumi.Bool(false),
	}
}

// mayChange is what the operator allows beside the release. Without it the text is as ever: another one would be another deployment.
func mayChange(config Config) (flags string) {
	if config.OverwriteDrift {
		flags += " --overwrite-drift"
	}
	if config.AllowWeakerSandbox {
		flags += " --allow-weaker-sandbox"
	}
	return flags
}

// confirm tells the host that the release was seen from outside, and fails unless the host then keeps it. Like activate it has the
// release in its text.
func (t target) confirm(seen pulumi.StringOutput) *remote.CommandArgs {
	command := seen.ApplyT(func(id string) string {
		return t.asRoot(uploadedDashctl + " confirm " + id)
	}).(pulumi.StringOutput).ToStringPtrOutput()
	return &remote.CommandArgs{
		Connection:             t.connection,
		Create:                 command,
		Update:                 command,
		Logging:                remote.LoggingStdoutAndStderr,
		AddPreviousOutputInEnv: pulumi.Bool(false),
	}
}

// kept is how dashctl says which release serves.
var kept = regexp.MustCompile(`(?m)^kept +([0-9a-f]{12})\b`)

// served is the release that dashctl says it ended on: asked for "previous", only the host knows which that is, and of a release
// that failed it is not said that it serves. A preview can only tell what is asked for.
func served(ctx *pulumi.Context, config Config, id pulumi.StringOutput, activate *remote.Command) pulumi.StringOutput {
	if ctx.DryRun() && config.Release != "previous" {
		return id
	}
	return pulumi.All(id, activate.Stdout).ApplyT(func(values []any) string {
		if said := kept.FindStringSubmatch(values[1].(string)); said != nil {
			return said[1]
		}
		return values[0].(string)
	}).(pulumi.StringOutput)
}

// asRoot never asks for a password: nobody could answer.
func (t target) asRoot(command string) string {
	if t.user == "root" {
		return command
	}
	return "sudo -n " + command
}

// mayBeRoot is in front of the first command: it says which line of sudoers is missing.
func (t target) mayBeRoot() string {
	if t.user == "root" {
		return ""
	}
	return fmt.Sprintf("{ sudo -n true || { echo 'hint: as root on the host: echo \"%s ALL=(root) NOPASSWD: ALL\" > /etc/sudoers.d/crypto-dashboard' >&2; exit 12; }; } </dev/null && ", t.user)
}

func quoted(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
