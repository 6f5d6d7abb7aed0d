// The Pulumi program: what a deployment of the dashboard is. It runs on the operator's machine; on the hosts, dashctl does what
// it asks for.
package main

import (
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
		return deploy(ctx, config, folder, buildPrograms)
	})
}

// builder compiles the programs of a release and returns where they are, by their path in the release.
type builder func(ctx context.Context, projectFolder, architecture string) (map[string]string, error)

// deploy is the whole graph: for each host prepare, uploads, activate. A pinned release needs no uploads, and nothing is built
// for it: going back must not depend on sources that compile.
func deploy(ctx *pulumi.Context, config Config, folder string, build builder) error {
	warnIfOpen(ctx, config)
	hosts, err := targets(ctx, config, folder)
	if err != nil {
		return err
	}
	domain := domainOf(config, hosts)
	release, err := planRelease(ctx, config, folder, domain, build)
	if err != nil {
		return err
	}
	var canary []pulumi.Resource
	for _, host := range hosts {
		prepare, err := remote.NewCommand(ctx, host.name+":prepare", host.prepare(config.Architecture))
		if err != nil {
			return err
		}
		uploads, err := upload(ctx, host, release.files, prepare)
		if err != nil {
			return err
		}
		activate, err := remote.NewCommand(ctx, host.name+":activate", host.activate(config, release.id),
			pulumi.DependsOn(append(uploads, canary...)))
		if err != nil {
			return err
		}
		// A bad release stops at the first host.
		if canary == nil {
			canary = []pulumi.Resource{activate}
		}
	}
	ctx.Export("url", pulumi.Sprintf("http://%s/", domain))
	ctx.Export("release", release.id)
	ctx.Export("hosts", addresses(hosts))
	return nil
}

func warnIfOpen(ctx *pulumi.Context, config Config) {
	for _, network := range config.Site.Allow {
		if isEverybody(network) {
			ctx.Log.Warn(fmt.Sprintf("%s:allow has %s: everybody who reaches the host sees the trades, there is no login yet", namespace, network), nil)
		}
	}
}
