package main

import (
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/middleware/schema"

	"crypto-dashboard/tools/pulumi-resource-command/local"
	"crypto-dashboard/tools/pulumi-resource-command/remote"
)

// provider has the resources under the tokens command:local:Command, command:remote:Command and
// command:remote:CopyToRemote; the middle part of a token is the name of the Go package.
func provider() p.Provider {
	return infer.Provider(infer.Options{
		Metadata: schema.Metadata{
			DisplayName: "Command",
			Description: "Runs commands and copies files, on this machine or over SSH.",
		},
		Resources: []infer.InferredResource{
			infer.Resource(local.Command{}),
			infer.Resource(remote.Command{}),
			infer.Resource(remote.CopyToRemote{}),
		},
	})
}
