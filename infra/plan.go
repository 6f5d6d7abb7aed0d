package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// plan is a release while the host's address may not be known yet.
type plan struct {
	id    pulumi.StringOutput
	files []plannedFile
}

type plannedFile struct {
	path   string
	source pulumi.AssetOrArchiveInput
}

// planRelease builds the programs and plans one asset for each file: a text as text, so that a preview shows its changed lines.
func planRelease(ctx *pulumi.Context, config Config, folder string, domain pulumi.StringOutput, build builder) (plan, error) {
	if config.Release != "" {
		return plan{id: pulumi.String(config.Release).ToStringOutput()}, nil
	}
	programs, err := build(ctx.Context(), folder, config.Architecture)
	if err != nil {
		return plan{}, err
	}
	releaseFor := func(domain string) (Release, error) {
		site := config.Site
		site.Domain = domain
		return newRelease(programs, site)
	}
	outline, err := releaseFor(previewAddress(ctx.Stack()))
	if err != nil {
		return plan{}, err
	}
	id := domain.ApplyT(func(domain string) (string, error) {
		release, err := releaseFor(domain)
		return release.ID, err
	}).(pulumi.StringOutput)
	content := contentDomain(ctx, config, domain).ApplyT(releaseFor)
	planned := plan{id: id}
	for _, file := range outline.Files {
		planned.files = append(planned.files, plannedFile{path: file.Path, source: source(file, content)})
	}
	return planned, nil
}

// contentDomain is domain, except in a preview that doesn't know it yet: the provider can't preview files with unknown content.
func contentDomain(ctx *pulumi.Context, config Config, domain pulumi.StringOutput) pulumi.StringOutput {
	if ctx.DryRun() && config.Site.Domain == "" {
		return pulumi.String(previewAddress(ctx.Stack())).ToStringOutput()
	}
	return domain
}

func source(file ReleaseFile, content pulumi.Output) pulumi.AssetOrArchiveInput {
	if file.Local != "" {
		return pulumi.NewFileAsset(file.Local)
	}
	return content.ApplyT(func(release any) pulumi.Asset {
		return pulumi.NewStringAsset(release.(Release).File(file.Path).Text)
	}).(pulumi.AssetOutput)
}
