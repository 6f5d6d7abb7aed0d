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
	confirmed := config.Confirm > 0 && config.Release == ""
	atOnce := len(hosts)
	if confirmed {
		if atOnce, err = activatedAtOnce(ctx); err != nil {
			return nil, err
		}
	}
	var canary *remote.Command
	var activated []pulumi.Resource
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
		uploads = append(uploads, goesBefore(activated, atOnce)...)
		activate, err := remote.NewCommand(ctx, host.name+":activate", host.activate(config, release.id), pulumi.DependsOn(uploads))
		if err != nil {
			return nil, err
		}
		if confirmed {
			seen := seenFromHere(ctx, ask, host, domain, release.id, identity, activate)
			if _, err := remote.NewCommand(ctx, host.name+":confirm", host.confirm(seen), after(prepare)); err != nil {
				return nil, err
			}
		}
		canary = cmp.Or(canary, activate)
		activated = append(activated, activate)
	}
	return pulumi.Map{
		"url":     pulumi.Sprintf("http://%s/", domain),
		"release": served(ctx, config, release.id, canary),
		"hosts":   addresses(hosts),
	}, nil
}

// goesBefore are the activations that the next one waits for: the first, since a bad release stops at the first host, and one that
// leaves no more than so many under way.
func goesBefore(activated []pulumi.Resource, atOnce int) []pulumi.Resource {
	if len(activated) == 0 {
		return nil
	}
	if len(activated) <= atOnce {
		return activated[:1]
	}
	return []pulumi.Resource{activated[0], activated[len(activated)-atOnce]}
}

func warnIfOpen(ctx *pulumi.Context, config Config) {
	for _, network := range config.Site.Allow {
		if isEverybody(network) {
			ctx.Log.Warn(fmt.Sprintf("%s:allow has %s: everybody who reaches the host sees the trades, there is no login yet", namespace, network), nil)
		}
	}
}
