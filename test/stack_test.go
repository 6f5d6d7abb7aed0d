package test

import (
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gruntwork-io/terratest/modules/logger"
	"github.com/gruntwork-io/terratest/modules/random"
	"github.com/gruntwork-io/terratest/modules/shell"
)

const pulumiVersion = "v3.251.0"

// pulumiLimit is for one run of the CLI that hangs: several times what the slowest takes.
const pulumiLimit = 4 * time.Minute

// stack is one Pulumi stack with its state in a folder of its own, driven by the CLI as an operator does it.
type stack struct {
	name string
	code checkout
	cli  string
	env  map[string]string
}

func newStack(t *testing.T, code checkout) *stack {
	t.Helper()
	cli := pulumiCLI(t)
	s := &stack{name: "e2e-" + strings.ToLower(random.UniqueID()), code: code, cli: cli, env: map[string]string{
		"PATH":                      filepath.Dir(cli) + ":" + os.Getenv("PATH"),
		"PULUMI_BACKEND_URL":        "file://" + t.TempDir(),
		"PULUMI_CONFIG_PASSPHRASE":  "",
		"PULUMI_SKIP_UPDATE_CHECK":  "true",
		"PULUMI_DISABLE_AUTO_COLOR": "true",
		"PULUMI_NON_INTERACTIVE":    "true",
		"PULUMI_DEBUG_COMMANDS":     "true", // for --event-log
		"PULUMI_OPTION_COLOR":       "never",
	}}
	s.pulumi(t, "stack", "init", "--stack", s.name).mustSucceed(t)
	return s
}

func pulumiCLI(t *testing.T) string {
	t.Helper()
	if path, err := exec.LookPath("pulumi"); err == nil {
		return path
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(cache, "crypto-dashboard", "pulumi", pulumiVersion, "bin", "pulumi")
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("find the pulumi CLI: %v\nhint: `make test` sets it up", err)
	}
	return path
}

// configure sets keys of the project's namespace; paths into lists and objects are written as for `config set --path`.
func (s *stack) configure(t *testing.T, settings map[string]string) {
	t.Helper()
	args := []string{"config", "set-all", "--stack", s.name, "--path"}
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "--plaintext", "crypto-dashboard:"+key+"="+settings[key])
	}
	s.pulumi(t, args...).mustSucceed(t)
}

func (s *stack) unset(t *testing.T, key string) {
	t.Helper()
	s.pulumi(t, "config", "rm", "--stack", s.name, "crypto-dashboard:"+key).mustSucceed(t)
}

func (s *stack) up(t *testing.T) result {
	t.Helper()
	return s.operation(t, "up", "--yes", "--skip-preview")
}

func (s *stack) destroy(t *testing.T) result {
	t.Helper()
	return s.operation(t, "destroy", "--yes", "--skip-preview")
}

func (s *stack) preview(t *testing.T, args ...string) result {
	t.Helper()
	return s.operation(t, append([]string{"preview"}, args...)...)
}

// output is one of the stack's outputs, after a successful up.
func (s *stack) output(t *testing.T, name string) string {
	t.Helper()
	result := s.pulumi(t, "stack", "output", "--stack", s.name, name)
	result.mustSucceed(t)
	return strings.TrimSpace(result.stdout)
}

// operation runs a command that drives the engine, and keeps the engine's own record of what it did.
func (s *stack) operation(t *testing.T, args ...string) result {
	t.Helper()
	events := filepath.Join(t.TempDir(), "events")
	result := s.pulumi(t, append(args, "--stack", s.name, "--event-log", events)...)
	result.events = readEvents(t, events)
	return result
}

func (s *stack) pulumi(t *testing.T, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), pulumiLimit)
	defer cancel()
	stdout, stderr, err := shell.RunCommandContextAndGetStdOutErrE(t, ctx, &shell.Command{
		Command:    "nice", // here the host is on the machine that builds: it comes first
		Args:       slices.Concat([]string{s.cli}, args, []string{"--non-interactive"}),
		WorkingDir: s.code.dir,
		Env:        s.env,
		Stdin:      strings.NewReader(""),
		Logger:     logger.TestingT,
	})
	return result{command: "pulumi " + strings.Join(args, " "), stdout: stdout, output: stdout + "\n" + stderr, err: err}
}
