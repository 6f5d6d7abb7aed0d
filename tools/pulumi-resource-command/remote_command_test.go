package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

func TestACommandRunsOnTheServer(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	created := engine.create(remoteCommand, server.command("echo out; echo err >&2", nil))
	equal(t, "stdout", created.text(t, "stdout"), "out")
	equal(t, "stderr", created.text(t, "stderr"), "err")
	if !strings.HasPrefix(string(created.id), "sample") {
		t.Errorf("the id %q does not start with the resource's name", created.id)
	}
	server.idle()
}

func TestTheConnectionIsSecret(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	created := engine.create(remoteCommand, server.command("true", nil))
	if !created.inputs["connection"].IsSecret() || !created.outputs["connection"].IsSecret() {
		t.Error("the private key would be readable in the state")
	}
}

func TestASecretReachesTheCommandOnStandardInput(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	created := engine.create(remoteCommand, server.command("tr a-z A-Z", map[string]any{"stdin": secret("hidden")}))
	equal(t, "stdout", created.text(t, "stdout"), "HIDDEN")
	if !created.outputs["stdin"].IsSecret() {
		t.Error("the secret is not one in the state")
	}
}

func TestAFailureShowsTheCommandAndAllItPrinted(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	const command = "echo out; sleep 0.1; echo err >&2; exit 3"
	_, err := engine.tryCreate(t.Context(), remoteCommand, server.command(command, nil), false)
	failure(t, err, `Process exited with status 3: running "`+command+`":`+"\nout\nerr\n")
}

func TestAPreviewRunsNothing(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	_, err := engine.tryCreate(t.Context(), remoteCommand, server.command("true", nil), true)
	fatal(t, err)
	if server.connections.Load() != 0 {
		t.Error("a preview connected to the server")
	}
}

func TestAnUpdateRunsUpdateOrElseCreate(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	created := engine.create(remoteCommand, server.command("echo first", nil))
	again := engine.update(created, server.command("echo second", nil))
	equal(t, "without update", again.text(t, "stdout"), "second")
	updated := engine.update(again, server.command("echo third", map[string]any{"update": "echo updated"}))
	equal(t, "with update", updated.text(t, "stdout"), "updated")
}

func TestDeleteRunsDelete(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	mark := filepath.Join(t.TempDir(), "mark")
	engine.delete(engine.create(remoteCommand, server.command("true", nil)))
	before := server.connections.Load()
	if before != 1 {
		t.Errorf("%d connections for a create, and a delete that has no command", before)
	}
	engine.delete(engine.create(remoteCommand, server.command("true", map[string]any{"delete": "touch " + mark})))
	if _, err := os.Stat(mark); err != nil {
		t.Error("delete did not run")
	}
}

func TestDeleteOnAServerThatIsGone(t *testing.T) {
	t.Run("a destroy without the host names the command that drops it from the state (S5)", func(t *testing.T) {
		engine, server := startEngine(t), startServer(t)
		created := engine.create(remoteCommand, server.command("true", map[string]any{"delete": "true"}))
		server.sleep()
		err := engine.tryDelete(created)
		failure(t, err, "log in as "+server.user+"@"+server.address+": after 1 failed attempts: ")
		failure(t, err, "hint: if that server is gone for good: pulumi state delete '"+string(urnOf(remoteCommand))+"'")
	})
}

func TestTheLastOutputIsInTheNextEnvironment(t *testing.T) {
	engine, server := startEngine(t), startServer(t, "AcceptEnv PULUMI_COMMAND_*")
	const show = `echo "$PULUMI_COMMAND_STDOUT $PULUMI_COMMAND_STDERR"`
	created := engine.create(remoteCommand, server.command("echo a; echo b >&2", nil))
	equal(t, "next run", engine.update(created, server.command(show, nil)).text(t, "stdout"), "a b")
	unwanted := server.command(show, map[string]any{"addPreviousOutputInEnv": false})
	equal(t, "not wanted", engine.update(created, unwanted).text(t, "stdout"), " ")
}

func TestAServerThatRefusesTheLastOutputIsWarnedAbout(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	created := engine.create(remoteCommand, server.command("echo a", nil))
	equal(t, "next run", engine.update(created, server.command("echo b", nil)).text(t, "stdout"), "b")
	contains(t, engine.log.all(), `warning: could not set environment variable "PULUMI_COMMAND_STDOUT"`)
}

func TestEnvironmentNeedsTheServersConsent(t *testing.T) {
	engine := startEngine(t)
	environment := map[string]any{"environment": map[string]any{"COLOUR": "blue"}}
	open := startServer(t, "AcceptEnv COLOUR")
	equal(t, "accepted", engine.create(remoteCommand, open.command("echo $COLOUR", environment)).text(t, "stdout"), "blue")
	_, err := engine.tryCreate(t.Context(), remoteCommand, startServer(t).command("true", environment), false)
	failure(t, err, `could not set environment variable "COLOUR"`)
}

// OpenSSH passes no signal on to the session of a root login: such a command ends by itself, when it can no longer print.
func TestACancelledCommandDoesNotHoldTheRun(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	mark := filepath.Join(t.TempDir(), "mark")
	done := make(chan error, 1)
	go func() {
		_, err := engine.tryCreate(context.Background(), remoteCommand,
			server.command("trap '' PIPE TERM; while echo tick; do sleep 0.1; done; touch "+mark, nil), false)
		done <- err
	}()
	eventually(t, "the command runs", func() bool { return strings.Contains(engine.log.all(), "tick") })
	fatal(t, engine.provider.SignalCancellation(t.Context()))
	failure(t, <-done, "context canceled")
	server.idle()
	eventually(t, "the command has ended", func() bool { _, err := os.Stat(mark); return err == nil })
}

func TestUnknownArgumentsAreRefused(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	_, failures := engine.check(remoteCommand, server.command("true", map[string]any{"craete": "true"}))
	if len(failures) == 0 {
		t.Error("a misspelt argument is accepted")
	}
}

func TestAChangedTriggerIsAnUpdateForTheProvider(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	created := engine.create(remoteCommand, server.command("true", map[string]any{"triggers": []any{"one"}}))
	diff := engine.diff(created, server.command("true", map[string]any{"triggers": []any{"two"}}))
	if len(diff.ReplaceKeys) > 0 || diff.DetailedDiff["triggers[0]"].Kind.IsReplace() {
		t.Errorf("the change replaces the resource: %+v", diff)
	}
	if _, shown := diff.DetailedDiff["triggers[0]"]; !shown {
		t.Errorf("the change is not shown as triggers[0]: %+v", diff.DetailedDiff)
	}
}

func TestTheSameInputsAreNoDiff(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	inputs := server.command("true", map[string]any{"triggers": []any{"one"}, "logging": "none", "stdin": secret("x")})
	if diff := engine.diff(engine.create(remoteCommand, inputs), inputs); len(diff.DetailedDiff) > 0 {
		t.Errorf("nothing has changed, but: %v", diff.DetailedDiff)
	}
}

func TestDefaultsAreFilledIn(t *testing.T) {
	engine := startEngine(t)
	checked := engine.checked(remoteCommand, map[string]any{"connection": map[string]any{
		"host": "example.org", "proxy": map[string]any{"host": "bastion.example.org"},
	}})
	connection := checked["connection"].SecretValue().Element.ObjectValue()
	for _, endpoint := range []resource.PropertyMap{connection, connection["proxy"].ObjectValue()} {
		equal(t, "user", endpoint["user"].StringValue(), "root")
		equal(t, "port", endpoint["port"].NumberValue(), 22)
		equal(t, "dialErrorLimit", endpoint["dialErrorLimit"].NumberValue(), 10)
		equal(t, "perDialTimeout", endpoint["perDialTimeout"].NumberValue(), 15)
	}
	if len(checked) != 1 {
		t.Errorf("defaults beside the connection would be a diff in existing stacks: %v", checked)
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func contains(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%q is not in:\n%s", part, text)
	}
}

func failure(t *testing.T, err error, part string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", part)
	}
	contains(t, err.Error(), part)
}
