package writeorder

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
)

// Options are those of strace that Parse reads the output of.
var Options = []string{"--follow-forks", "--detach-on=execve", "--decode-fds=path", "--quiet=all", "--signal=none", "--string-limit=0",
	"--trace=openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,symlinkat,linkat,unlinkat,mkdirat,execve"}

// Call is one system call that succeeded.
type Call struct {
	Line int
	Name string
	args []string
	// result is what it returned, with the path of a file that it opened.
	result string
}

var (
	lineForm       = regexp.MustCompile(`^(\d+) +(.*)$`)
	unfinishedForm = regexp.MustCompile(`^(\w+\(.*) <unfinished \.\.\.>$`)
	resumedForm    = regexp.MustCompile(`^<\.\.\. \w+ resumed>(.*)$`)
	callForm       = regexp.MustCompile(`^(\w+)\((.*)\) += (\S.*)$`)
	execForm       = regexp.MustCompile(`^(execve)\((.*) <detached \.\.\.>$`)
)

// Parse reads what `strace --output` wrote. A call that other threads interrupted stands where it ended.
func Parse(trace io.Reader) ([]Call, error) {
	var calls []Call
	begun := map[string]string{}
	lines := bufio.NewScanner(trace)
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		fields := lineForm.FindStringSubmatch(lines.Text())
		if fields == nil {
			return nil, fmt.Errorf("line %d of the trace: no process id: %q", number, lines.Text())
		}
		thread, text := fields[1], fields[2]
		if begin := unfinishedForm.FindStringSubmatch(text); begin != nil {
			begun[thread] = begin[1]
			continue
		}
		if rest := resumedForm.FindStringSubmatch(text); rest != nil {
			text = begun[thread] + rest[1]
			delete(begun, thread)
		}
		call, err := parseCall(text)
		if err != nil {
			return nil, fmt.Errorf("line %d of the trace: %w", number, err)
		}
		if call.succeeded() {
			call.Line = number
			calls = append(calls, call)
		}
	}
	return calls, lines.Err()
}

func parseCall(text string) (Call, error) {
	if parts := execForm.FindStringSubmatch(text); parts != nil {
		return Call{Name: parts[1], args: arguments(parts[2]), result: "0"}, nil
	}
	parts := callForm.FindStringSubmatch(text)
	if parts == nil {
		return Call{}, fmt.Errorf("not a system call: %q", text)
	}
	return Call{Name: parts[1], args: arguments(parts[2]), result: parts[3]}, nil
}

// succeeded is false also for a call of which the end was not seen.
func (c Call) succeeded() bool { return c.result[0] >= '0' && c.result[0] <= '9' }

// arguments splits at the commas that are in no quotes, brackets or <path>.
func arguments(text string) (all []string) {
	depth, quoted, start := 0, false, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case strings.IndexByte("<[{", c) >= 0:
			depth++
		case strings.IndexByte(">]}", c) >= 0:
			depth--
		case c == ',' && depth == 0:
			all = append(all, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	return append(all, strings.TrimSpace(text[start:]))
}

func (c Call) argument(number int) string {
	if number >= len(c.args) {
		return ""
	}
	return c.args[number]
}

// file is the path of an open file that is given as an argument.
func (c Call) file(number int) string { return pathOf(c.argument(number)) }

func pathOf(descriptor string) string {
	_, path, _ := strings.Cut(descriptor, "<")
	path, _, _ = strings.Cut(path, ">")
	return path
}

// name is the path that a folder and a name in it make, as the calls that end in "at" have them.
func (c Call) name(folder, name int) string {
	path := strings.Trim(c.argument(name), `"`)
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(c.file(folder), path)
}
