package output

import "bytes"

// longest is where a line is cut for the log, so that output without newlines cannot grow in memory twice.
const longest = 16 << 10

// lines is a writer that hands complete lines to log.
type lines struct {
	log     func(line string)
	pending []byte
}

func (l *lines) Write(data []byte) (int, error) {
	l.pending = append(l.pending, data...)
	for {
		line, rest, found := bytes.Cut(l.pending, []byte("\n"))
		if !found {
			break
		}
		l.log(valid(string(line)))
		l.pending = rest
	}
	if len(l.pending) > longest {
		l.flush()
	}
	return len(data), nil
}

func (l *lines) flush() {
	if len(l.pending) > 0 {
		l.log(valid(string(l.pending)))
	}
	l.pending = nil
}
