package writeorder

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// rules are those of the product, as test/fault_writes_test.go has them.
var rules = Rules{
	Trees:    []string{"/opt/crypto-dashboard", "/var/lib/dashctl", "/etc"},
	Volatile: []string{"/var/lib/dashctl/lock", "/var/lib/dashctl/scratch-units", "/var/lib/dashctl/scratch-nginx"},
	Journal:  "/var/lib/dashctl/journal.json",
	Live:     []string{"/opt/crypto-dashboard/current", "/etc/systemd/system", "/etc/nginx/sites-enabled", "/etc/logrotate.d"},
}

func recorded(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func check(t *testing.T, trace string) Finding {
	t.Helper()
	calls, err := Parse(strings.NewReader(trace))
	if err != nil {
		t.Fatal(err)
	}
	return Check(calls, rules)
}

func TestARecordedActivationIsInOrder(t *testing.T) {
	found := check(t, recorded(t, "activation.strace"))
	if len(found.Breaches) > 0 {
		t.Errorf("breaches:\n%s", strings.Join(found.Breaches, "\n"))
	}
	for _, name := range []string{"/opt/crypto-dashboard/releases/034fed015ef9", rules.Journal, "/opt/crypto-dashboard/current", "/opt/crypto-dashboard/recovery"} {
		if !slices.Contains(found.Renamed, name) {
			t.Errorf("no rename to %s was seen: %q", name, found.Renamed)
		}
	}
}

func TestARecordedActivationThatSyncsNothingIsNot(t *testing.T) {
	text := strings.Join(check(t, recorded(t, "activation-without-fsync.strace")).Breaches, "\n")
	for _, want := range []string{
		"/bin/server was synced, which was written to",
		"before the names in /opt/crypto-dashboard/releases/.new-034fed015ef9/bin were synced",
		"/opt/crypto-dashboard/current was changed without a journal on the disk",
		"before /opt/crypto-dashboard was synced, which has a new name: /opt/crypto-dashboard/current",
		"/var/lib/dashctl/history.jsonl was synced, which was written to",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("not seen: %q in\n%s", want, text)
		}
	}
}

// Each edit of the trace that was in order is one mistake that a program can make.
func TestEveryMistakeIsFound(t *testing.T) {
	for name, test := range map[string]struct {
		edit func(lines []string) []string
		want string
	}{
		"a file of the release is not synced": {without("fsync(", "/.new-034fed015ef9/bin/server>"),
			"/bin/server was synced, which was written to"},
		"a sync that failed is none": {failing("fsync(", "/.new-034fed015ef9/bin/server>"),
			"/bin/server was synced, which was written to"},
		"a folder of the release is not synced": {without("fsync(", "/.new-034fed015ef9/bin>"),
			"was renamed to /opt/crypto-dashboard/releases/034fed015ef9 before the names in /opt/crypto-dashboard/releases/.new-034fed015ef9/bin were synced"},
		"the release's new name is not synced": {without("fsync(", "</opt/crypto-dashboard/releases>"),
			"before /opt/crypto-dashboard/releases was synced, which has a new name: /opt/crypto-dashboard/releases/034fed015ef9"},
		"the journal is not synced": {withoutAfter("journal.json\") = 0", "fsync(", "</var/lib/dashctl>"),
			"/opt/crypto-dashboard/current was changed without a journal on the disk"},
		"the switch comes before the journal": {switchFirst,
			"/opt/crypto-dashboard/current was changed without a journal on the disk"},
		"the switch is not synced before the restart": {withoutAfter("/opt/crypto-dashboard/current\") = 0", "fsync(", "</opt/crypto-dashboard>"),
			"before /opt/crypto-dashboard was synced, which has a new name: /opt/crypto-dashboard/current"},
		"the verdict is not synced": {without("fsync(", "history.jsonl>"),
			"the removal of /var/lib/dashctl/journal.json came before /var/lib/dashctl/history.jsonl was synced"},
		"the journal's end is not synced": {withoutAfter("unlinkat(AT_FDCWD</>, \"/var/lib/dashctl/journal.json\"", "fsync(", "</var/lib/dashctl>"),
			"the end came before /var/lib/dashctl was synced"},
	} {
		t.Run(name, func(t *testing.T) {
			before := strings.Split(recorded(t, "activation.strace"), "\n")
			after := test.edit(slices.Clone(before))
			if slices.Equal(before, after) {
				t.Fatal("the edit changed nothing")
			}
			if text := strings.Join(check(t, strings.Join(after, "\n")).Breaches, "\n"); !strings.Contains(text, test.want) {
				t.Errorf("got %q, want %q", text, test.want)
			}
		})
	}
}

func has(line string, words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(line, word) })
}

// without takes the lines out that have all the words.
func without(words ...string) func([]string) []string {
	return func(lines []string) []string {
		return slices.DeleteFunc(lines, func(line string) bool { return has(line, words) })
	}
}

// withoutAfter takes the first such line out that comes after another.
func withoutAfter(first string, words ...string) func([]string) []string {
	return func(lines []string) []string {
		start := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, first) })
		next := slices.IndexFunc(lines[start:], func(line string) bool { return has(line, words) })
		return slices.Delete(lines, start+next, start+next+1)
	}
}

func failing(words ...string) func([]string) []string {
	return func(lines []string) []string {
		for i, line := range lines {
			if has(line, words) {
				lines[i] = strings.TrimSuffix(line, "= 0") + "= -1 EIO (Input/output error) (INJECTED)"
			}
		}
		return lines
	}
}

// switchFirst moves the switch, with its sync, to the front.
func switchFirst(lines []string) []string {
	rename := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, "/opt/crypto-dashboard/current\") = 0") })
	moved := slices.Clone(lines[rename-1 : rename+2])
	return append(moved, slices.Delete(lines, rename-1, rename+2)...)
}

func TestThreadsThatInterruptEachOtherAreReadInTheOrderOfTheirEnds(t *testing.T) {
	found := check(t, `7 openat(AT_FDCWD</>, "/etc/a.new", O_WRONLY|O_CREAT|O_CLOEXEC, 0600) = 9</etc/a.new>
7 write(9</etc/a.new>, ""..., 5) = 5
7 fsync(9</etc/a.new> <unfinished ...>
8 renameat(AT_FDCWD</>, "/etc/a.new", AT_FDCWD</>, "/etc/a") = 0
7 <... fsync resumed>) = 0
7 fsync(9</etc>) = 0
`)
	if len(found.Breaches) != 1 || !strings.Contains(found.Breaches[0], "line 4: the rename to /etc/a came before /etc/a.new was synced") {
		t.Errorf("got %q", found.Breaches)
	}
}

func TestATraceThatIsNoneIsRefused(t *testing.T) {
	for _, trace := range []string{"fsync(3) = 0\n", "12 what is this\n"} {
		if calls, err := Parse(strings.NewReader(trace)); err == nil {
			t.Errorf("%q was read as %v", trace, calls)
		}
	}
}

func TestNothingIsWantedOfWhatDoesNotCount(t *testing.T) {
	found := check(t, `7 openat(AT_FDCWD</>, "/run/a", O_WRONLY|O_CREAT|O_TRUNC, 0600) = 9</run/a>
7 write(9</run/a>, ""..., 5) = 5
7 renameat(AT_FDCWD</>, "/run/a", AT_FDCWD</>, "/run/b") = 0
7 openat(AT_FDCWD</>, "/var/lib/dashctl/lock", O_RDWR|O_CREAT, 0600) = 9</var/lib/dashctl/lock>
7 pwrite64(9</var/lib/dashctl/lock>, ""..., 5, 0) = 5
7 execve("/usr/bin/systemctl", [...], 0x1 /* 6 vars */ <detached ...>
`)
	if len(found.Breaches) > 0 {
		t.Errorf("got %q", found.Breaches)
	}
}
