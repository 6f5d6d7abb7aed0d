// Package output keeps what a command prints and passes it on line by line while the command runs.
package output

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	p "github.com/pulumi/pulumi-go-provider"
)

// Capture holds what one command printed. Its two writers may be used at the same time.
type Capture struct {
	Stdout, Stderr io.Writer

	lock                   sync.Mutex
	stdout, stderr, merged bytes.Buffer
	lines                  []*lines
}

// New returns a Capture that logs to the Pulumi engine what `logging` asks for.
func New[T ~string](ctx context.Context, logging *T) *Capture {
	log := func(line string) { p.GetLogger(ctx).InfoStatus(line) }
	capture := &Capture{}
	capture.Stdout = capture.writer(&capture.stdout, logs(logging, logStdout), log)
	capture.Stderr = capture.writer(&capture.stderr, logs(logging, logStderr), log)
	return capture
}

func (c *Capture) writer(own *bytes.Buffer, logged bool, log func(string)) io.Writer {
	writers := []io.Writer{own, &c.merged}
	if logged {
		lines := &lines{log: log}
		c.lines = append(c.lines, lines)
		writers = append(writers, lines)
	}
	return &locked{lock: &c.lock, writer: io.MultiWriter(writers...)}
}

// Texts returns the two streams without the last newline, after logging a last line that has none.
func (c *Capture) Texts() (stdout, stderr string) {
	c.flush()
	return text(&c.stdout), text(&c.stderr)
}

// Failed is the error of a command that did not succeed: the reason, the command and all it printed.
func (c *Capture) Failed(reason error, command string) error {
	c.flush()
	return fmt.Errorf("%w: running %q:\n%s", reason, command, valid(c.merged.String()))
}

func (c *Capture) flush() {
	c.lock.Lock()
	defer c.lock.Unlock()
	for _, lines := range c.lines {
		lines.flush()
	}
}

func text(buffer *bytes.Buffer) string {
	return valid(strings.TrimSuffix(buffer.String(), "\n"))
}

// valid makes a text fit for the engine's protocol, which would refuse the whole answer for one byte that is not UTF-8.
func valid(text string) string {
	return strings.ToValidUTF8(text, "\uFFFD")
}

type locked struct {
	lock   *sync.Mutex
	writer io.Writer
}

func (l *locked) Write(data []byte) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.writer.Write(data)
}
