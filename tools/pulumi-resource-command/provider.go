package main

import (
	"context"
	"errors"
	"fmt"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/middleware/schema"

	"crypto-dashboard/tools/pulumi-resource-command/local"
	"crypto-dashboard/tools/pulumi-resource-command/remote"
)

// provider has the resources under the tokens command:local:Command, command:remote:Command and
// command:remote:CopyToRemote; the middle part of a token is the name of the Go package.
func provider() p.Provider {
	return explainDelete(infer.Provider(infer.Options{
		Metadata: schema.Metadata{
			DisplayName: "Command",
			Description: "Runs commands and copies files, on this machine or over SSH.",
		},
		Resources: []infer.InferredResource{
			infer.Resource(local.Command{}),
			infer.Resource(remote.Command{}),
			infer.Resource(remote.CopyToRemote{}),
		},
	}))
}

// explainDelete says what to do with a resource on a server that is gone for good: nobody can run its `delete` any more.
func explainDelete(inner p.Provider) p.Provider {
	plain := inner.Delete
	inner.Delete = func(ctx context.Context, request p.DeleteRequest) error {
		err := plain(ctx, request)
		var unreachable *remote.Unreachable
		if errors.As(err, &unreachable) {
			return fmt.Errorf("%w\nhint: if that server is gone for good: pulumi state delete '%s'", err, request.Urn)
		}
		return err
	}
	return inner
}
