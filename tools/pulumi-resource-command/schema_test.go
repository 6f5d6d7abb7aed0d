package main

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	sdklocal "github.com/pulumi/pulumi-command/sdk/go/command/local"
	sdkremote "github.com/pulumi/pulumi-command/sdk/go/command/remote"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
)

func readSchema(t *testing.T) schema.PackageSpec {
	t.Helper()
	response, err := startEngine(t).provider.GetSchema(t.Context(), plugin.GetSchemaRequest{})
	fatal(t, err)
	var spec schema.PackageSpec
	fatal(t, json.Unmarshal(response.Schema, &spec))
	return spec
}

// fields lists a struct's fields as the schema names them, with a ? where the SDK lets them be absent.
func fields(example any) []string {
	var names []string
	for field := range structFields(reflect.TypeOf(example)) {
		name := strings.ToLower(field.Name[:1]) + field.Name[1:]
		if optional(field.Type) {
			name += "?"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func structFields(structure reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range structure.NumField() {
			if field := structure.Field(i); !field.Anonymous && !yield(field) {
				return
			}
		}
	}
}

// optional goes by the SDK's type names. Lists, maps, assets and archives have no pointer types of their own; none of
// those is required here but the source of a copy.
func optional(kind reflect.Type) bool {
	name := kind.Name()
	if kind.Kind() == reflect.Pointer || strings.Contains(name, "Ptr") {
		return true
	}
	return strings.Contains(name, "Array") || strings.Contains(name, "Map") || name == "ArchiveOutput"
}

func specFields(properties map[string]schema.PropertySpec, required []string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if !slices.Contains(required, name) {
			name += "?"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestTheSchemaIsThatOfTheGoSDK(t *testing.T) {
	spec := readSchema(t)
	equal(t, "name", spec.Name, "command")
	equal(t, "version", spec.Version, "1.2.1")
	want := map[string]struct{ arguments, outputs any }{
		"command:local:Command":       {sdklocal.CommandArgs{}, sdklocal.Command{}},
		"command:remote:Command":      {sdkremote.CommandArgs{}, sdkremote.Command{}},
		"command:remote:CopyToRemote": {sdkremote.CopyToRemoteArgs{}, sdkremote.CopyToRemote{}},
	}
	equal(t, "number of resources", len(spec.Resources), len(want))
	for token, sdk := range want {
		ours := spec.Resources[token]
		same(t, token+" inputs", specFields(ours.InputProperties, ours.RequiredInputs), fields(sdk.arguments))
		same(t, token+" outputs", specFields(ours.Properties, ours.Required), fields(sdk.outputs))
		equal(t, token+" triggers replace", ours.InputProperties["triggers"].ReplaceOnChanges, true)
	}
}

func TestTheTypesAreThoseOfTheGoSDK(t *testing.T) {
	spec := readSchema(t)
	for token, sdk := range map[string]any{
		"command:remote:Connection":      sdkremote.Connection{},
		"command:remote:ProxyConnection": sdkremote.ProxyConnection{},
	} {
		same(t, token, specFields(spec.Types[token].Properties, spec.Types[token].Required), fields(sdk))
	}
	for _, token := range []string{"command:local:Logging", "command:remote:Logging"} {
		var values []string
		for _, value := range spec.Types[token].Enum {
			values = append(values, value.Value.(string))
		}
		same(t, token, values, []string{
			string(sdkremote.LoggingStdout), string(sdkremote.LoggingStderr),
			string(sdkremote.LoggingStdoutAndStderr), string(sdkremote.LoggingNone),
		})
	}
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}
