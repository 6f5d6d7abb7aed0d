package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

const (
	localCommand  = tokens.Type("command:local:Command")
	remoteCommand = tokens.Type("command:remote:Command")
	copyToRemote  = tokens.Type("command:remote:CopyToRemote")
)

// engine is Pulumi's own plugin host and client, with the built plugin started by it.
type engine struct {
	t        *testing.T
	provider plugin.Provider
	log      *messages
}

// state is a resource as the engine keeps it.
type state struct {
	kind            tokens.Type
	id              resource.ID
	inputs, outputs resource.PropertyMap
}

func startEngine(t *testing.T) *engine {
	t.Helper()
	log := &messages{t: t}
	host, err := plugin.NewContext(t.Context(), log, log, nil, nil, t.TempDir(), nil, false, nil)
	fatal(t, err)
	t.Cleanup(func() { _ = host.Close() })
	provider, err := plugin.NewProviderFromPath(host.Host, host, "command", binary)
	fatal(t, err)
	t.Cleanup(func() { _ = provider.Close() })
	_, err = provider.Configure(t.Context(), plugin.ConfigureRequest{Inputs: resource.PropertyMap{}})
	fatal(t, err)
	return &engine{t: t, provider: provider, log: log}
}

func urnOf(kind tokens.Type) resource.URN {
	return urn.New("dev", "test", "", kind, "sample")
}

// check returns the inputs with their defaults, or what is wrong with them.
func (e *engine) check(kind tokens.Type, inputs map[string]any) (resource.PropertyMap, []plugin.CheckFailure) {
	e.t.Helper()
	response, err := e.provider.Check(e.t.Context(), plugin.CheckRequest{
		URN: urnOf(kind), Name: "sample", Type: kind, News: properties(inputs), AllowUnknowns: true,
	})
	fatal(e.t, err)
	return response.Properties, response.Failures
}

func (e *engine) checked(kind tokens.Type, inputs map[string]any) resource.PropertyMap {
	e.t.Helper()
	checked, failures := e.check(kind, inputs)
	if len(failures) > 0 {
		e.t.Fatalf("inputs are refused: %v", failures)
	}
	return checked
}

func (e *engine) tryCreate(ctx context.Context, kind tokens.Type, inputs map[string]any, preview bool) (*state, error) {
	e.t.Helper()
	checked := e.checked(kind, inputs)
	response, err := e.provider.Create(ctx, plugin.CreateRequest{
		URN: urnOf(kind), Name: "sample", Type: kind, Properties: checked, Preview: preview,
	})
	return &state{kind: kind, id: response.ID, inputs: checked, outputs: response.Properties}, err
}

func (e *engine) create(kind tokens.Type, inputs map[string]any) *state {
	e.t.Helper()
	created, err := e.tryCreate(e.t.Context(), kind, inputs, false)
	fatal(e.t, err)
	return created
}

func (e *engine) diff(old *state, inputs map[string]any) plugin.DiffResult {
	e.t.Helper()
	response, err := e.provider.Diff(e.t.Context(), plugin.DiffRequest{
		URN: urnOf(old.kind), Name: "sample", Type: old.kind, ID: old.id,
		OldInputs: old.inputs, OldOutputs: old.outputs, NewInputs: e.checked(old.kind, inputs), AllowUnknowns: true,
	})
	fatal(e.t, err)
	return response
}

func (e *engine) tryUpdate(old *state, inputs map[string]any, preview bool) (*state, error) {
	e.t.Helper()
	checked := e.checked(old.kind, inputs)
	response, err := e.provider.Update(e.t.Context(), plugin.UpdateRequest{
		URN: urnOf(old.kind), Name: "sample", Type: old.kind, ID: old.id,
		OldInputs: old.inputs, OldOutputs: old.outputs, NewInputs: checked, Preview: preview,
	})
	return &state{kind: old.kind, id: old.id, inputs: checked, outputs: response.Properties}, err
}

func (e *engine) update(old *state, inputs map[string]any) *state {
	e.t.Helper()
	updated, err := e.tryUpdate(old, inputs, false)
	fatal(e.t, err)
	return updated
}

func (e *engine) tryDelete(old *state) error {
	e.t.Helper()
	_, err := e.provider.Delete(e.t.Context(), plugin.DeleteRequest{
		URN: urnOf(old.kind), Name: "sample", Type: old.kind, ID: old.id, Inputs: old.inputs, Outputs: old.outputs,
	})
	return err
}

func (e *engine) delete(old *state) {
	e.t.Helper()
	fatal(e.t, e.tryDelete(old))
}

func (s *state) text(t *testing.T, key resource.PropertyKey) string {
	t.Helper()
	value := s.outputs[key]
	for value.IsSecret() {
		value = value.SecretValue().Element
	}
	if !value.IsString() {
		t.Fatalf("output %q is %v, no text", key, value)
	}
	return value.StringValue()
}

func properties(inputs map[string]any) resource.PropertyMap {
	return resource.NewPropertyMapFromMap(inputs)
}

func secret(value string) resource.PropertyValue {
	return resource.MakeSecret(resource.NewProperty(value))
}

// with returns the inputs with more of them, or others.
func with(inputs map[string]any, more map[string]any) map[string]any {
	merged := map[string]any{}
	for _, source := range []map[string]any{inputs, more} {
		for key, value := range source {
			merged[key] = value
		}
	}
	return merged
}

// messages is where the engine would show what the plugin logs.
type messages struct {
	t     *testing.T
	lock  sync.Mutex
	lines []string
}

func (m *messages) Logf(severity diag.Severity, message *diag.Diag, arguments ...any) {
	m.lock.Lock()
	defer m.lock.Unlock()
	text := message.Message
	if !message.Raw {
		text = fmt.Sprintf(text, arguments...)
	}
	m.lines = append(m.lines, string(severity)+": "+text)
}

func (m *messages) all() string {
	m.lock.Lock()
	defer m.lock.Unlock()
	return strings.Join(m.lines, "\n")
}

func (m *messages) Debugf(message *diag.Diag, arguments ...any) {
	m.Logf(diag.Debug, message, arguments...)
}
func (m *messages) Infof(message *diag.Diag, arguments ...any) {
	m.Logf(diag.Info, message, arguments...)
}
func (m *messages) Infoerrf(message *diag.Diag, arguments ...any) {
	m.Logf(diag.Infoerr, message, arguments...)
}
func (m *messages) Errorf(message *diag.Diag, arguments ...any) {
	m.Logf(diag.Error, message, arguments...)
}
func (m *messages) Warningf(message *diag.Diag, arguments ...any) {
	m.Logf(diag.Warning, message, arguments...)
}

func (m *messages) Stringify(diag.Severity, *diag.Diag, ...any) (string, string) { return "", "" }

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
