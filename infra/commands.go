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

// prepare checks the host, takes it for this stack and makes the folder for uploads; its output is the host's machine-id. It comes
// first and so owns the clean-up: a first activate that fails leaves no state, and would remove nothing.
func (t target) prepare(architecture string) *remote.CommandArgs {
	command := pulumi.String(t.mayBeRoot() + t.asRoot(fmt.Sprintf("sh -s -- %s %s %s", architecture, t.user, quoted(t.stack))))
	return &remote.CommandArgs{
		Connection: t.connection,
		Create:     command,
		Update:     command,
		// As input and not as part of the command, which the provider prints in whole when it fails.
		Stdin:                  pulumi.String(prepareScript),
		Delete:                 pulumi.String(t.asRoot("sh -c " + quoted(removeScript) + " remove " + quoted(t.stack) + " " + quoted(t.prepareURN()))),
		Logging:                remote.LoggingStderr,
		AddPreviousOutputInEnv: pulumi.Bool(false),
	}
}

// prepareURN is what Pulumi calls prepare, for messages.
func (t target) prepareURN() string {
	parts := strings.Split(t.stack, "/")
	return fmt.Sprintf("urn:pulumi:%s::%s::command:remote:Command::%s:prepare", parts[2], parts[1], t.name)
}

// activate has the release in its text, so that another release is a change in place. No triggers: they would replace it.
func (t target) activate(config Config, id pulumi.StringOutput) *remote.CommandArgs {
	command := id.ApplyT(func(id string) string {
		if config.Release != "" {
			return t.asRoot(t.asOwner(installedDashctl + " rollback " + id + mayChange(config)))
		}
		// Uploads arrive without permission bits.
		activate := fmt.Sprintf("%s activate %s --soak %ds --keep %d", uploadedDashctl, id, config.Soak, config.KeepReleases)
		if config.Confirm > 0 {
			activate += fmt.Sprintf(" --confirm-within %ds", config.Confirm)
		}
		if config.Force == id {
			activate += " --force"
		}
		return fmt.Sprintf("chmod 0755 %s && %s", uploadedDashctl, t.asRoot(t.asOwner(activate+mayChange(config))))
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

// asOwner has dashctl refuse a host that another stack has taken since prepare. Not a flag: a host may still have a dashctl that does
// not know it.
func (t target) asOwner(command string) string {
	return "env DASHCTL_STACK=" + quoted(t.stack) + " " + command
}

// machineID is what prepare printed, if nothing else got into it.
func (t target) machineID(prepare *remote.Command) pulumi.StringOutput {
	return prepare.Stdout.ApplyT(func(printed string) (string, error) {
		if hexID.MatchString(printed) {
			return printed, nil
		}
		return "", fmt.Errorf("%s: the login shell of %s prints something by itself, and that would get into the files that are sent: %q\n"+
			"hint: let it print only to a person: put `[ -t 1 ] || return` at the beginning of its start-up file (.bashrc), then pulumi up --replace '**%s:prepare'",
			t.name, t.user, printed, t.name)
	}).(pulumi.StringOutput)
}

var hexID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// asRoot never asks for a password: nobody could answer.
func (t target) asRoot(command string) string {
	if t.user == "root" {
		return command
	}
	return "sudo -n " + command
}

// mayBeRoot is in front of the first command: it says which line of sudoers is missing.
// Of all lines in sudoers the last one counts, so the file's name comes late.
func (t target) mayBeRoot() string {
	if t.user == "root" {
		return ""
	}
	return fmt.Sprintf("{ sudo -n true || { echo 'hint: as root on the host: echo \"%s ALL=(root) NOPASSWD: ALL\" > /etc/sudoers.d/zz-crypto-dashboard' >&2; exit 12; }; } </dev/null && ", t.user)
}

func quoted(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
