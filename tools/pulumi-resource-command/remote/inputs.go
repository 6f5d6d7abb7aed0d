package remote

import (
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/infer/types"

	"crypto-dashboard/tools/pulumi-resource-command/output"
)

// Logging says which streams of a command the engine shows.
type Logging string

// Values are the allowed ones.
func (Logging) Values() []infer.EnumValue[Logging] { return output.LoggingValues[Logging]() }

// CommandInputs are the arguments of command:remote:Command. Only `triggers` replaces a resource, and only by the SDK's own
// request: for the provider itself a changed element is an update.
type CommandInputs struct {
	Triggers *[]any  `pulumi:"triggers,optional" provider:"replaceOnChanges"`
	Create   *string `pulumi:"create,optional"`
	Delete   *string `pulumi:"delete,optional"`
	Update   *string `pulumi:"update,optional"`

	Connection             *Connection       `pulumi:"connection" provider:"secret"`
	Environment            map[string]string `pulumi:"environment,optional"`
	Stdin                  *string           `pulumi:"stdin,optional"`
	AddPreviousOutputInEnv *bool             `pulumi:"addPreviousOutputInEnv,optional"`
	Logging                *Logging          `pulumi:"logging,optional"`
}

// CommandOutputs are the inputs and what the last run printed.
type CommandOutputs struct {
	CommandInputs
	Stdout string `pulumi:"stdout"`
	Stderr string `pulumi:"stderr"`
}

// CopyToRemoteInputs are the arguments of command:remote:CopyToRemote.
type CopyToRemoteInputs struct {
	Connection *Connection          `pulumi:"connection" provider:"secret"`
	Triggers   *[]any               `pulumi:"triggers,optional" provider:"replaceOnChanges"`
	Source     types.AssetOrArchive `pulumi:"source"`
	RemotePath string               `pulumi:"remotePath"`
}

// CopyToRemoteOutputs are the inputs: a copy has no results.
type CopyToRemoteOutputs struct {
	CopyToRemoteInputs
}
