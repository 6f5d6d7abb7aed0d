package main

import (
	"sync"
	"testing"

	sdklocal "github.com/pulumi/pulumi-command/sdk/go/command/local"
	sdkremote "github.com/pulumi/pulumi-command/sdk/go/command/remote"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// recorder keeps what a program registers.
type recorder struct {
	lock      sync.Mutex
	resources map[tokens.Type]resource.PropertyMap
}

func (r *recorder) NewResource(arguments pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.resources[tokens.Type(arguments.TypeToken)] = arguments.Inputs
	return arguments.Name, arguments.Inputs, nil
}

func (r *recorder) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return resource.PropertyMap{}, nil
}

func program(ctx *pulumi.Context) error {
	connection := sdkremote.ConnectionArgs{Host: pulumi.String("example.org"), PrivateKey: pulumi.String("key")}
	_, err := sdklocal.NewCommand(ctx, "local", &sdklocal.CommandArgs{Create: pulumi.String("true")})
	if err != nil {
		return err
	}
	_, err = sdkremote.NewCommand(ctx, "remote", &sdkremote.CommandArgs{
		Connection: connection, Create: pulumi.String("true"), Stdin: pulumi.ToSecret(pulumi.String("x")).(pulumi.StringOutput),
	})
	if err != nil {
		return err
	}
	_, err = sdkremote.NewCopyToRemote(ctx, "copy", &sdkremote.CopyToRemoteArgs{
		Connection: connection, RemotePath: pulumi.String("/tmp/x"), Source: pulumi.NewStringAsset("text"),
	})
	return err
}

// What the SDK sends is complete: a default that only the provider knew would be a diff for stacks of the other provider.
func TestTheProviderAddsNothingToWhatTheGoSDKSends(t *testing.T) {
	recorded := &recorder{resources: map[tokens.Type]resource.PropertyMap{}}
	fatal(t, pulumi.RunErr(program, pulumi.WithMocks("test", "dev", recorded)))
	equal(t, "resources", len(recorded.resources), 3)
	engine := startEngine(t)
	for kind, inputs := range recorded.resources {
		checked := engine.checked(kind, inputs.Mappable())
		if diff := plain(inputs).Diff(plain(checked)); diff != nil {
			t.Errorf("%s: %+v", kind, diff)
		}
	}
}

func plain(properties resource.PropertyMap) resource.PropertyMap {
	return resource.NewPropertyMapFromMap(properties.MapRepl(nil, func(value resource.PropertyValue) (any, bool) {
		if value.IsSecret() {
			return value.SecretValue().Element.MapRepl(nil, nil), true
		}
		return nil, false
	}))
}
