// The Pulumi program: what a deployment of the dashboard is. It runs on the operator's machine; on the hosts, dashctl does what
// it asks for.
package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/pulumi/pulumi-command/sdk/go/command/remote"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		folder, err := findProject(ctx.RootDirectory())
		if err != nil {
			return err
		}
		config, err := loadConfig(folder)
		if err != nil {
			return err
		}
		outputs, err := deploy(ctx, config, folder, buildPrograms, askFromHere)
		for name, value := range outputs {
			ctx.Export(name, value)
		}
		return err
	})
}

// builder compiles the programs of a release and returns where they are, by their path in the release.
type builder func(ctx context.Context, projectFolder, architecture string) (map[string]string, error)

// deploy is the whole graph: for each host prepare, uploads, activate. What does not compile is found out before anything is
// registered. A pinned release needs no uploads, and nothing is built for it: going back must not depend on the sources.
func deploy(ctx *pulumi.Context, config Config, folder string, build builder, ask asker) (pulumi.Map, error) {
	warnIfOpen(ctx, config)
	var programs map[string]string
	if config.Release == "" {
		var err error
		if programs, err = build(ctx.Context(), folder, config.Architecture); err != nil {
			return nil, err
		}
	}
	hosts, err := targets(ctx, config, folder)
	if err != nil {
		return nil, err
	}
	domain := domainOf(config, hosts)
	release, err := planRelease(config, programs, domain)
	if err != nil {
		return nil, err
	}
	var canary *remote.Command
	for _, host := range hosts {
		prepare, err := remote.NewCommand(ctx, host.name+":prepare", host.prepare(config.Architecture))
		if err != nil {
			return nil, err
		}
		identity := host.machineID(prepare)
		uploads, err := upload(ctx, host, release.files, prepare, identity)
		if err != nil {
			return nil, err
		}
		// A bad release stops at the first host.
		if canary != nil {
			uploads = append(uploads, canary)
		}
		activate, err := remote.NewCommand(ctx, host.name+":activate", host.activate(config, release.id), pulumi.DependsOn(uploads))
		if err != nil {
			return nil, err
		}
		if config.Confirm > 0 && config.Release == "" {
			seen := seenFromHere(ctx, ask, host, domain, release.id, identity, activate)
			if _, err := remote.NewCommand(ctx, host.name+":confirm", host.confirm(seen), after(prepare)); err != nil {
				return nil, err
			}
		}
		canary = cmp.Or(canary, activate)
	}
	return pulumi.Map{
		"url":     pulumi.Sprintf("http://%s/", domain),
		"release": served(ctx, config, release.id, canary),
		"hosts":   addresses(hosts),
	}, nil
}

func warnIfOpen(ctx *pulumi.Context, config Config) {
	for _, network := range config.Site.Allow {
		if isEverybody(network) {
			ctx.Log.Warn(fmt.Sprintf("%s:allow has %s: everybody who reaches the host sees the trades, there is no login yet", namespace, network), nil)
		}
	}
}
