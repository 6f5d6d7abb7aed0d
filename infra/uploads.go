package main

import (
	"path"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-command/sdk/go/command/remote"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// lanes is how many files go to a host at a time. Each upload is an SSH connection of its own, and beyond ten that have not
// logged in yet sshd drops connections at random (MaxStartups).
const lanes = 4

// upload registers one resource for each file and returns what to wait for until all are on the host: prepare, if there are
// no files. Uploads never go to a live path: the provider writes in place.
func upload(ctx *pulumi.Context, host target, files []plannedFile, prepare *remote.Command) ([]pulumi.Resource, error) {
	last := slices.Repeat([]pulumi.Resource{prepare}, lanes)
	for i, file := range files {
		copied, err := remote.NewCopyToRemote(ctx, host.name+":"+livePath(file.path), &remote.CopyToRemoteArgs{
			Connection: host.connection,
			Source:     file.source,
			RemotePath: pulumi.String(incoming + file.path),
			// The provider compares with the state and not with the host: one that was replaced behind the same name is told
			// apart by its machine-id, and gets its files again.
			Triggers: pulumi.Array{prepare.Stdout},
		}, pulumi.DependsOn([]pulumi.Resource{last[i%lanes]}))
		if err != nil {
			return nil, err
		}
		last[i%lanes] = copied
	}
	return last, nil
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
	return path.Join("/opt/crypto-dashboard/current", strings.TrimPrefix(file, "/"))
}
