package main

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"crypto-dashboard/infra/host"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	commandType = "command:remote:Command"
	copyType    = "command:remote:CopyToRemote"
)

func TestAHostGetsEveryFileOfTheReleaseBetweenPrepareAndActivate(t *testing.T) {
	config := oneServer(t)
	program := fakeBuild(t)
	graph := mustDeploy(t, config, program)
	programs, _ := program(t.Context(), "", "")
	release := mustRelease(t, programs, config.Site)
	for _, file := range release.Files {
		name := "203.0.113.7:" + livePath(file.Path)
		sent := graph.get(t, name)
		if file.Local != "" && (sent.token != copyType || sent.inputs["source"].AssetValue().Path != file.Local) {
			t.Errorf("%s: a %s of %v", name, sent.token, sent.inputs["source"])
		}
		if file.Local == "" && sent.inputs["stdin"].StringValue() != file.Text {
			t.Errorf("%s is sent with another text than the release has", name)
		}
		if !strings.HasSuffix(sent.target(), "/opt/crypto-dashboard/incoming/"+file.Path) {
			t.Errorf("%s goes to %q", name, sent.target())
		}
		if trigger := sent.inputs["triggers"].ArrayValue()[0]; trigger.StringValue() != machineID {
			t.Errorf("%s is not sent again to another machine: triggers %v", name, trigger)
		}
		graph.assertOrder(t, "203.0.113.7:prepare", name)
		graph.assertOrder(t, name, "203.0.113.7:activate")
	}
	if got, want := len(graph.resources), len(release.Files)+3; got != want {
		t.Errorf("%d resources %q, want %d", got, graph.names(), want)
	}
	want := "chmod 0755 /opt/crypto-dashboard/incoming/bin/dashctl && " + asOwner + "/opt/crypto-dashboard/incoming/bin/dashctl activate " +
		release.ID + " --soak 10s --keep 5 --confirm-within 60s"
	graph.assertCommand(t, "203.0.113.7:activate", want)
	graph.assertCommand(t, "203.0.113.7:prepare", "sh -s -- amd64 root "+owner)
	if graph.outputs["release"] != servedRelease || graph.outputs["url"] != "http://bot.example.com/" {
		t.Errorf("outputs %v, want the release that dashctl says it serves", graph.outputs)
	}
}

func TestNeverMoreConnectionsAtATimeThanSSHDTakes(t *testing.T) {
	graph := mustDeploy(t, oneServer(t), fakeBuild(t))
	first := 0
	for name, sent := range graph.resources {
		if !isWork(name) && slices.Equal(sent.after, []string{"203.0.113.7:prepare"}) {
			first++
		}
	}
	if first != lanes {
		t.Errorf("%d uploads start at once, want %d", first, lanes)
	}
}

func TestOnlyPrepareRemovesAndOnlyUploadsAreTriggered(t *testing.T) {
	graph := mustDeploy(t, oneServer(t), fakeBuild(t))
	for name, got := range graph.resources {
		_, removes := got.inputs["delete"]
		if want := afterColon(name) == "prepare"; removes != want {
			t.Errorf("%s has a delete: %t, want %t", name, removes, want)
		}
		_, triggered := got.inputs["triggers"]
		if want := !isWork(name); triggered != want {
			t.Errorf("%s has triggers: %t, want %t", name, triggered, want)
		}
		if got.token == commandType {
			if old := got.inputs["addPreviousOutputInEnv"]; !old.IsBool() || old.BoolValue() {
				t.Errorf("%s sends its previous output along", name)
			}
		}
	}
}

func TestEveryConnectionIsPinnedAndSecret(t *testing.T) {
	config := oneServer(t)
	graph := mustDeploy(t, config, fakeBuild(t))
	for name, got := range graph.resources {
		if !got.inputs["connection"].IsSecret() {
			t.Errorf("the connection of %s is no secret", name)
		}
		connection := got.plain("connection").ObjectValue()
		for field, want := range map[resource.PropertyKey]any{
			"host": "203.0.113.7", "hostKey": publicKey, "user": "root", "port": 22.0, "dialErrorLimit": 5.0, "perDialTimeout": 8.0,
			"privateKey": config.PrivateKey,
		} {
			if value := bare(connection[field]).V; value != want {
				t.Errorf("%s connects with %s %v, want %v", name, field, value, want)
			}
		}
		for key, value := range got.inputs {
			if key != "connection" && strings.Contains(value.String(), "PRIVATE KEY") {
				t.Errorf("%s shows the private key in %s", name, key)
			}
		}
	}
}

func TestTheFirstHostIsTriedBeforeTheOthers(t *testing.T) {
	config := oneServer(t)
	config.Servers = append(config.Servers, Server{"203.0.113.8", publicKey, "deploy", 22}, Server{"203.0.113.9", publicKey, "root", 22})
	graph := mustDeploy(t, config, fakeBuild(t))
	graph.assertOrder(t, "203.0.113.7:activate", "203.0.113.8:activate")
	graph.assertOrder(t, "203.0.113.7:activate", "203.0.113.9:activate")
	if slices.Contains(graph.get(t, "203.0.113.9:activate").after, "203.0.113.8:activate") {
		t.Error("the third host waits for the second")
	}
	if one, three := len(mustDeploy(t, oneServer(t), fakeBuild(t)).resources), len(graph.resources); three != 3*one {
		t.Errorf("%d resources for three hosts, %d for one", three, one)
	}
}

func TestAUserWhoIsNotRootNeverTypesAPassword(t *testing.T) {
	config := oneServer(t)
	config.Servers[0].User = "deploy"
	graph := mustDeploy(t, config, fakeBuild(t))
	graph.assertCommand(t, "203.0.113.7:prepare", "{ sudo -n true || { echo 'hint: as root on the host: echo \"deploy ALL=(root) NOPASSWD: ALL\" > "+
		"/etc/sudoers.d/zz-crypto-dashboard' >&2; exit 12; }; } </dev/null && sudo -n sh -s -- amd64 deploy "+owner)
	activate := graph.get(t, "203.0.113.7:activate").inputs["create"].StringValue()
	remove := graph.get(t, "203.0.113.7:prepare").inputs["delete"].StringValue()
	if !strings.Contains(activate, " && sudo -n "+asOwner+"/opt/crypto-dashboard/incoming/bin/dashctl activate ") || !strings.HasPrefix(remove, "sudo -n sh -c '") {
		t.Errorf("activate is %q, remove is %q", activate, remove)
	}
}

func TestAPinnedReleaseIsNeitherBuiltNorUploaded(t *testing.T) {
	for pinned, user := range map[string]string{"previous": "root", "0123456789ab": "deploy"} {
		config := oneServer(t)
		config.Release, config.Servers[0].User = pinned, user
		graph := mustDeploy(t, config, func(context.Context, string, string) (map[string]string, error) {
			return nil, errors.New("the sources do not compile")
		})
		if got := graph.names(); !slices.Equal(got, []string{"203.0.113.7:activate", "203.0.113.7:prepare"}) {
			t.Errorf("resources %q, want activate and prepare, under the names they always have", got)
		}
		want := asOwner + "/usr/local/sbin/dashctl rollback " + pinned
		if user != "root" {
			want = "sudo -n " + want
		}
		graph.assertCommand(t, "203.0.113.7:activate", want)
		graph.assertOrder(t, "203.0.113.7:prepare", "203.0.113.7:activate")
		if graph.outputs["release"] != servedRelease {
			t.Errorf("output release %v for %s, want the release that serves", graph.outputs["release"], pinned)
		}
	}
}

func TestSourcesThatDoNotCompileTouchNothing(t *testing.T) {
	for _, config := range []Config{oneServer(t), noServer(t)} {
		graph, err := deployment(t, config, func(context.Context, string, string) (map[string]string, error) {
			return nil, errors.New("build ./app: exit status 1")
		})
		if err == nil || len(graph.resources) > 0 {
			t.Errorf("error %v, resources %q", err, graph.names())
		}
	}
}

func TestAStackWithoutHostsMakesOne(t *testing.T) {
	graph := mustDeploy(t, noServer(t), fakeBuild(t))
	lab := graph.get(t, "lab").inputs
	for key, want := range map[resource.PropertyKey]string{
		"create": "go run ./infra/lab up teststack --sample-ledger", "update": "go run ./infra/lab up teststack --sample-ledger",
		"delete": "go run ./infra/lab down teststack", "dir": "/the/project",
	} {
		if lab[key].StringValue() != want {
			t.Errorf("lab has %s %q, want %q", key, lab[key], want)
		}
	}
	if run := lab["environment"].ObjectValue()["LAB_RUN"].StringValue(); len(run) < 16 {
		t.Errorf("a host that does not run is started with LAB_RUN %q", run)
	}
	connection := graph.get(t, "teststack:activate").plain("connection").ObjectValue()
	if host, key := bare(connection["host"]).V, bare(connection["privateKey"]).V; host != "198.18.3.2" || key != "the lab's key" {
		t.Errorf("connects to %v with %v", host, key)
	}
	if graph.outputs["url"] != "http://198.18.3.2/" {
		t.Errorf("outputs %v", graph.outputs)
	}
	if site := graph.get(t, "teststack:/etc/nginx/sites-enabled/crypto-dashboard").inputs["stdin"].StringValue(); !strings.Contains(site, "server_name 198.18.3.2;") {
		t.Errorf("the site is not the host's:\n%s", site)
	}
}

func TestLivePathsAreWhereTheHostHasItsFiles(t *testing.T) {
	rendered, err := host.Render(testSite)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"/etc/logrotate.d/crypto-dashboard", "/etc/nginx/sites-enabled/crypto-dashboard",
		"/etc/systemd/system/crypto-dashboard-loopback.service", "/etc/systemd/system/crypto-dashboard-loopback.socket",
		"/etc/systemd/system/crypto-dashboard-recover.service", "/etc/systemd/system/crypto-dashboard.socket",
		"/etc/systemd/system/crypto-dashboard.target", "/etc/systemd/system/crypto-dashboard@.service",
		"/opt/crypto-dashboard/current/etc/crypto-dashboard/bots.toml", "/opt/crypto-dashboard/current/etc/crypto-dashboard/dashboard.env",
	}
	var got []string
	for file := range rendered {
		got = append(got, livePath(file))
		if !strings.Contains(prepareScript, " /"+filepath.Dir(file)) {
			t.Errorf("prepare makes no folder for %s", file)
		}
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("live paths %q, want %q", got, want)
	}
}

// isWork tells the resources that do something from those that upload.
func isWork(name string) bool {
	return slices.Contains([]string{"prepare", "activate", "confirm"}, afterColon(name))
}

func TestAHostIsToldWhenItsReleaseWasSeenFromHere(t *testing.T) {
	graph := mustDeploy(t, oneServer(t), fakeBuild(t))
	id := strings.Fields(graph.get(t, "203.0.113.7:activate").inputs["create"].StringValue())[8]
	graph.assertCommand(t, "203.0.113.7:confirm", "/opt/crypto-dashboard/incoming/bin/dashctl confirm "+id)
	if want := "203.0.113.7 bot.example.com " + id; graph.asked != want && graph.asked != "" {
		t.Errorf("asked %q, want %q", graph.asked, want)
	}
	if graph.follows("203.0.113.7:activate", "203.0.113.7:confirm") || graph.follows("203.0.113.7:confirm", "203.0.113.7:activate") {
		t.Error("activate and confirm wait for each other: they have to run side by side")
	}
	off := oneServer(t)
	off.Confirm = 0
	graph = mustDeploy(t, off, fakeBuild(t))
	if _, found := graph.resources["203.0.113.7:confirm"]; found || strings.Contains(graph.get(t, "203.0.113.7:activate").target(), "confirm") {
		t.Errorf("without the question there still is one: %q", graph.names())
	}
}

func TestOnlyTheReleaseThatIsNamedIsForced(t *testing.T) {
	config := oneServer(t)
	id := strings.Fields(mustDeploy(t, config, fakeBuild(t)).get(t, "203.0.113.7:activate").target())[8]
	for named, want := range map[string]bool{id: true, "0123456789ab": false, "": false} {
		config.Force = named
		if got := strings.HasSuffix(mustDeploy(t, config, fakeBuild(t)).get(t, "203.0.113.7:activate").target(), " --force"); got != want {
			t.Errorf("force %q: %t, want %t", named, got, want)
		}
	}
}

func TestWhatTheOperatorAllowsIsInTheCommandOfEitherWay(t *testing.T) {
	for _, release := range []string{"", "previous"} {
		config := oneServer(t)
		config.Release, config.OverwriteDrift, config.AllowWeakerSandbox = release, true, true
		if got := mustDeploy(t, config, fakeBuild(t)).get(t, "203.0.113.7:activate").target(); !strings.HasSuffix(got, " --overwrite-drift --allow-weaker-sandbox") {
			t.Errorf("release %q: %s", release, got)
		}
	}
}

func TestAShellThatPrintsToEverybody(t *testing.T) {
	t.Run("a login shell that prints a banner is found out before a file is sent, and shown with what to do (U14)", func(t *testing.T) {
		t.Parallel()
		g := &graph{resources: map[string]registered{}, printed: "hi\n" + machineID}
		err := pulumi.RunErr(func(ctx *pulumi.Context) error {
			_, err := deploy(ctx, oneServer(t), "/the/project", fakeBuild(t), g.ask)
			return err
		}, pulumi.WithMocks(namespace, "teststack", g), withWorkers)
		if err == nil || !strings.Contains(err.Error(), `203.0.113.7: the login shell of root prints something by itself`) || !strings.Contains(err.Error(), "hint: ") {
			t.Errorf("got %v", err)
		}
		if got := g.names(); !slices.Equal(got, []string{"203.0.113.7:prepare"}) {
			t.Errorf("resources %q, want prepare alone", got)
		}
	})
}

// graph is what the program registered.
type graph struct {
	printed   string // by prepare; empty: the machine-id
	asked     string
	mutex     sync.Mutex
	resources map[string]registered
	outputs   map[string]any
	labKey    string
}

type registered struct {
	token  string
	inputs resource.PropertyMap
	after  []string
}

const machineID = "0123456789abcdef0123456789abcdef"

// owner is the mocked stack, and asOwner how its commands begin.
const (
	owner   = "'organization/crypto-dashboard/teststack'"
	asOwner = "env DASHCTL_STACK=" + owner + " "
)

// servedRelease is what dashctl reports on the mocked host.
const servedRelease = "aaaabbbbcccc"

func (g *graph) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	var after []string
	for _, urn := range args.RegisterRPC.GetDependencies() {
		after = append(after, urn[strings.LastIndex(urn, "::")+2:])
	}
	slices.Sort(after)
	g.resources[args.Name] = registered{args.TypeToken, args.Inputs, after}
	state := args.Inputs.Copy()
	switch {
	case args.Name == "lab":
		state["stdout"] = resource.NewProperty(`{"name":"teststack","address":"198.18.3.2","port":22,"user":"root","hostKey":"` + publicKey +
			`","privateKeyFile":"` + g.labKey + `"}`)
	case afterColon(args.Name) == "activate":
		state["stdout"] = resource.NewProperty("switch    ddddeeeeffff -> " + servedRelease + "\nkept      " + servedRelease + " after 3.67s")
	case afterColon(args.Name) == "prepare":
		state["stdout"] = resource.NewProperty(cmp.Or(g.printed, machineID))
	}
	return args.Name + "-id", state, nil
}

// ask is the host that answers at once.
func (g *graph) ask(_ context.Context, address, domain, release string) error {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.asked = address + " " + domain + " " + release
	return nil
}

func (g *graph) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func deployment(t *testing.T, config Config, build builder) (*graph, error) {
	t.Helper()
	g := &graph{resources: map[string]registered{}, labKey: filepath.Join(t.TempDir(), "key")}
	if err := os.WriteFile(g.labKey, []byte("the lab's key"), 0o600); err != nil {
		t.Fatal(err)
	}
	resolved := make(chan map[string]any, 1)
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
		outputs, err := deploy(ctx, config, "/the/project", build, g.ask)
		outputs.ToMapOutput().ApplyT(func(values map[string]any) any {
			resolved <- values
			return nil
		})
		return err
	}, pulumi.WithMocks(namespace, "teststack", g), withWorkers)
	if err == nil {
		g.outputs = <-resolved
	}
	return g, err
}

// withWorkers is what Pulumi says of itself on two processors.
func withWorkers(info *pulumi.RunInfo) { info.Parallel = 8 }

func mustDeploy(t *testing.T, config Config, build builder) *graph {
	t.Helper()
	g, err := deployment(t, config, build)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *graph) get(t *testing.T, name string) registered {
	t.Helper()
	found, ok := g.resources[name]
	if !ok {
		t.Fatalf("no resource %q among %q", name, g.names())
	}
	return found
}

func (g *graph) names() []string { return slices.Sorted(maps.Keys(g.resources)) }

func (g *graph) assertOrder(t *testing.T, earlier, later string) {
	t.Helper()
	if !g.follows(later, earlier) {
		t.Errorf("%s does not wait for %s", later, earlier)
	}
}

func (g *graph) follows(later, earlier string) bool {
	return slices.ContainsFunc(g.resources[later].after, func(name string) bool { return name == earlier || g.follows(name, earlier) })
}

func (g *graph) assertCommand(t *testing.T, name, want string) {
	t.Helper()
	for _, key := range []resource.PropertyKey{"create", "update"} {
		if got := g.get(t, name).inputs[key]; got.StringValue() != want {
			t.Errorf("%s has %s %q, want %q", name, key, got, want)
		}
	}
}

func (r registered) plain(key resource.PropertyKey) resource.PropertyValue {
	return bare(r.inputs[key])
}

func (r registered) target() string {
	if r.token == copyType {
		return r.inputs["remotePath"].StringValue()
	}
	return r.inputs["create"].StringValue()
}

// bare takes a value out of its secret.
func bare(value resource.PropertyValue) resource.PropertyValue {
	for value.IsSecret() {
		value = value.SecretValue().Element
	}
	return value
}

func afterColon(name string) string {
	_, rest, _ := strings.Cut(name, ":")
	return rest
}

func oneServer(t *testing.T) Config {
	t.Helper()
	config, err := parse(map[string]string{
		"hosts": `[{"address":"203.0.113.7","hostKey":"` + publicKey + `"}]`, "privateKey": newPrivateKey(t),
		"ledger": "sqlite:///srv/bot/trades.sqlite", "domain": "bot.example.com",
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// noServer is a stack with a throw-away host, on a machine that has none yet.
func noServer(t *testing.T) Config {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	config, err := parse(map[string]string{}, "")
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func fakeBuild(t *testing.T) builder {
	programs := fakePrograms(t)
	return func(context.Context, string, string) (map[string]string, error) { return programs, nil }
}
