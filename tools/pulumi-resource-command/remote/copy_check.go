package remote

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
)

// Check refuses a source that cannot be copied. One that is not known yet, at preview, may still become right.
func (CopyToRemote) Check(
	ctx context.Context, request infer.CheckRequest,
) (infer.CheckResponse[CopyToRemoteInputs], error) {
	inputs, failures, err := infer.DefaultCheck[CopyToRemoteInputs](ctx, request.NewInputs)
	if err == nil && !request.NewInputs.Get("source").HasComputed() {
		failures = append(failures, inputs.checkSource()...)
	}
	return infer.CheckResponse[CopyToRemoteInputs]{Inputs: inputs, Failures: failures}, err
}

func (i *CopyToRemoteInputs) checkSource() []p.CheckFailure {
	asset, archive := i.Source.Asset, i.Source.Archive
	switch {
	case asset != nil && archive != nil:
		return failure("asset", "only one of asset or archive can be set")
	case asset == nil && archive == nil:
		return failure("asset", "either asset or archive must be set")
	case asset != nil && !asset.IsPath() && !asset.IsText():
		return failure("asset", "asset must be a path-based file asset or a text asset")
	case archive != nil && !archive.IsPath():
		return failure("archive", "archive must be a path to a file or directory")
	}
	return nil
}

func failure(property, reason string) []p.CheckFailure {
	return []p.CheckFailure{{Property: property, Reason: reason}}
}
