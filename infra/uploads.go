package main

import (
	"path"
	"slices"

	"github.com/pulumi/pulumi-command/sdk/go/command/remote"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// lanes is how many files go to a host at a time. Each upload is an SSH connection of its own, and beyond ten that have not
// logged in yet sshd drops connections at random (MaxStartups).
const lanes = 4

// upload registers one resource for each file and returns what to wait for until all are on the host: prepare, if there are
// no files. Uploads never go to a live path: they are not atomic.
func upload(ctx *pulumi.Context, host target, files []plannedFile, prepare *remote.Command, identity pulumi.StringOutput) ([]pulumi.Resource, error) {
	last := slices.Repeat([]pulumi.Resource{prepare}, lanes)
	for i, file := range files {
		send := host.sendText
		if file.local != "" {
			send = host.sendProgram
		}
		// The provider compares with the state and not with the host: one that was replaced behind the same name is told apart
		// by its machine-id, and gets its files again. No upload has a delete, so a replacement only sends.
		sent, err := send(ctx, host.name+":"+livePath(file.path), file, pulumi.Array{identity}, after(last[i%lanes]))
		if err != nil {
			return nil, err
		}
		last[i%lanes] = sent
	}
	return last, nil
}

func (t target) sendProgram(ctx *pulumi.Context, name string, file plannedFile, host pulumi.Array, order pulumi.ResourceOption) (pulumi.Resource, error) {
	return remote.NewCopyToRemote(ctx, name, &remote.CopyToRemoteArgs{
		Connection: t.connection,
		Source:     pulumi.NewFileAsset(file.local),
		RemotePath: pulumi.String(incoming + file.path),
		Triggers:   host,
	}, order, stays)
}

// sendText has the file's text as the input of a command: a preview shows which lines of it change. Of an asset it would show
// "<contents elided>".
func (t target) sendText(ctx *pulumi.Context, name string, file plannedFile, host pulumi.Array, order pulumi.ResourceOption) (pulumi.Resource, error) {
	command := pulumi.String("cat > " + incoming + file.path)
	return remote.NewCommand(ctx, name, &remote.CommandArgs{
		Connection:             t.connection,
		Create:                 command,
		Update:                 command,
		Stdin:                  file.text,
		Triggers:               host,
		AddPreviousOutputInEnv: pulumi.Bool(false),
	}, order, stays)
}

// stays: an upload that leaves the program, because a release is pinned, is left on the host and not said to be deleted.
var stays = pulumi.RetainOnDelete(true)

// after makes a slice that nobody else changes: DependsOn reads it later.
func after(resource pulumi.Resource) pulumi.ResourceOption {
	return pulumi.DependsOn([]pulumi.Resource{resource})
}

// liveFolders are the folders of a release whose files the host reaches by links of their own.
var liveFolders = map[string]string{
	"etc/systemd/system":        "/etc/systemd/system",
	"etc/nginx/sites-available": "/etc/nginx/sites-enabled",
	"etc/logrotate.d":           "/etc/logrotate.d",
}

// livePath is where a file of a release is on the host once the release is active.
func livePath(file string) string {
	if folder, linked := liveFolders[path.Dir(file)]; linked {
		return path.Join(folder, path.Base(file))
	}
	return path.Join("/opt/crypto-dashboard/current", file)
}
