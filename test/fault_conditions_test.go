package test

import (
	"cmp"
	"strings"
	"testing"
)

// condition is a state of the host or of a release in which a switch is tried, and how that has to end. Whatever it is: the release
// that served before goes on serving, unless the switch ends with 0.
type condition struct {
	name    string                             // with the rows of the catalogue
	release func(t *testing.T, contents parts) // what is uploaded, made of what serves; nil: the host's other release
	spoil   string                             // a script on the host
	args    string                             // of dashctl, {id} for the release; by default: activate {id} --soak 0s --force
	shell   string                             // instead, a script that prints `exit CODE` at its end
	patient bool                               // all waiting takes as long as in real life
	closed  bool                               // it costs visits, as it must
	code    int
	first   string                                      // in the error line; {id} for the release
	says    []string                                    // anywhere in what is printed
	then    func(t *testing.T, f *faultHost, id string) // looks at the host before it is mended
	mend    string                                      // a script on the host
}

// patienceInTests is how long an answer is waited for that does not come.
const patienceInTests = "2s"

func (f *faultHost) meet(t *testing.T, c condition) {
	t.Helper()
	from, id := f.current(t), f.other(t)
	if c.closed {
		f.closeDoors(t)
		defer f.openDoors(t)
	}
	if c.release != nil {
		id = f.upload(t, c.release)
	}
	f.switchIn(t, c, id)
	f.assertInvariants(t, aftermath{serving: f.withoutUpload(t, c, from, id)})
}

// switchIn tries the switch in the condition, and mends what the condition spoiled, whatever happens.
func (f *faultHost) switchIn(t *testing.T, c condition, id string) {
	t.Helper()
	for _, text := range []*string{&c.spoil, &c.mend, &c.args, &c.shell, &c.first} {
		*text = strings.ReplaceAll(*text, "{id}", id)
	}
	defer f.run(t, c.mend)
	f.run(t, c.spoil)
	result := f.attempt(t, c, id)
	result.mustEnd(t, c.code, c.first)
	for _, words := range c.says {
		if words = strings.ReplaceAll(words, "{id}", id); !strings.Contains(result.output, words) {
			t.Errorf("dashctl does not say %q:\n%s", words, result.output)
		}
	}
	if c.then != nil {
		c.then(t, f, id)
	}
}

// withoutUpload takes what was uploaded off the host again, and returns the release that has to serve then.
func (f *faultHost) withoutUpload(t *testing.T, c condition, from, id string) string {
	t.Helper()
	f.run(t, "rm -rf /var/lib/dashctl/quarantine")
	if c.release == nil {
		return map[bool]string{true: id, false: from}[c.code == 0]
	}
	if f.current(t) == id {
		f.dashctl(t, "", "rollback", from, "--soak", "0s").mustEnd(t, 0, "")
	}
	f.run(t, "rm -rf /opt/crypto-dashboard/releases/"+id)
	return from
}

func (f *faultHost) attempt(t *testing.T, c condition, id string) outcome {
	t.Helper()
	args := cmp.Or(c.args, "activate "+id+" --soak 0s --force")
	environment := "export DASHCTL_PATIENCE=" + patienceInTests + "\n"
	if c.patient {
		environment = ""
	}
	script := cmp.Or(c.shell, "timeout 120 dashctl "+args+" </dev/null 2>&1; echo \"exit $?\"")
	return f.ends(t, "dashctl "+args, environment+script)
}

// meetAll runs conditions one after another on one host: each leaves it as it found it.
func (f *faultHost) meetAll(t *testing.T, conditions []condition) {
	t.Helper()
	for _, c := range conditions {
		t.Run(c.name, func(t *testing.T) { f.meet(t, c) })
	}
}
