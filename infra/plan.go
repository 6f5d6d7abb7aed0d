package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// plan is a release while the name it is served under may not be known yet: the throw-away host gets its address when it is made.
type plan struct {
	id    pulumi.StringOutput
	files []plannedFile
}

// plannedFile is a text, or a program that lies on this machine.
type plannedFile struct {
	path  string
	local string
	text  pulumi.StringOutput
}

// planRelease plans every file of the release that programs and the configuration make. A pinned release has none.
func planRelease(config Config, programs map[string]string, domain pulumi.StringOutput) (plan, error) {
	if config.Release != "" {
		return plan{id: pulumi.String(config.Release).ToStringOutput()}, nil
	}
	site := config.Site
	// Which files there are does not depend on the domain.
	site.Domain = "to.be.known"
	outline, err := newRelease(programs, site)
	if err != nil {
		return plan{}, err
	}
	release := domain.ApplyT(func(domain string) (Release, error) {
		site.Domain = domain
		return newRelease(programs, site)
	})
	planned := plan{id: pick(release, func(release Release) string { return release.ID })}
	for _, file := range outline.Files {
		planned.files = append(planned.files, plannedFile{
			path: file.Path, local: file.Local,
			text: pick(release, func(release Release) string { return release.File(file.Path).Text }),
		})
	}
	return planned, nil
}

// pick takes one text out of a release that is still to come. The SDK's own outputs know nothing of a Release: hence any.
func pick(release pulumi.Output, field func(Release) string) pulumi.StringOutput {
	return release.ApplyT(func(release any) string { return field(release.(Release)) }).(pulumi.StringOutput)
}
