package remote

import (
	"context"
	"errors"
	"fmt"

	"github.com/pkg/sftp"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// CopyToRemote is the resource command:remote:CopyToRemote. It has no delete: what was copied stays.
type CopyToRemote struct{}

// Create copies.
func (CopyToRemote) Create(
	ctx context.Context, request infer.CreateRequest[CopyToRemoteInputs],
) (infer.CreateResponse[CopyToRemoteOutputs], error) {
	response := infer.CreateResponse[CopyToRemoteOutputs]{Output: CopyToRemoteOutputs{request.Inputs}}
	if request.DryRun {
		return response, nil
	}
	if err := request.Inputs.copy(ctx); err != nil {
		return response, err
	}
	var err error
	response.ID, err = resource.NewUniqueHex("", 8, 0)
	return response, err
}

// Update copies again only when the content or the path has changed, whatever else has.
func (CopyToRemote) Update(
	ctx context.Context, request infer.UpdateRequest[CopyToRemoteInputs, CopyToRemoteOutputs],
) (infer.UpdateResponse[CopyToRemoteOutputs], error) {
	response := infer.UpdateResponse[CopyToRemoteOutputs]{Output: CopyToRemoteOutputs{request.Inputs}}
	if request.DryRun || request.Inputs.sameContent(request.State.CopyToRemoteInputs) {
		return response, nil
	}
	return response, request.Inputs.copy(ctx)
}

func (i *CopyToRemoteInputs) sameContent(before CopyToRemoteInputs) bool {
	return i.hash() == before.hash() && i.RemotePath == before.RemotePath
}

func (i *CopyToRemoteInputs) hash() string {
	switch {
	case i.Source.Asset != nil:
		return i.Source.Asset.Hash
	case i.Source.Archive != nil:
		return i.Source.Archive.Hash
	}
	return ""
}

// copy uploads the source. The connection is closed when ctx ends, which ends the upload.
func (i *CopyToRemoteInputs) copy(ctx context.Context) (err error) {
	link, err := i.Connection.dial(ctx)
	if err != nil {
		return err
	}
	defer link.Close()
	defer context.AfterFunc(ctx, func() { _ = link.Close() })()
	client, err := sftp.NewClient(link.Client, sftp.UseConcurrentWrites(true))
	if err != nil {
		return fmt.Errorf("open SFTP on %s: %w\n%s", i.Connection.address(), err, sftpHint)
	}
	defer client.Close()
	if err := (upload{client}).source(i.Source, i.RemotePath); err != nil {
		return errors.Join(context.Cause(ctx), fmt.Errorf("on %s: %w", i.Connection.address(), err))
	}
	return nil
}

// The SFTP server is often a program that the login shell starts: what the shell prints then comes in between.
const sftpHint = "hint: the SSH server needs SFTP (`Subsystem sftp internal-sftp` in its sshd_config), and a login shell that prints nothing " +
	"when nobody sits at it"
