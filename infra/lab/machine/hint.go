package machine

import "errors"

// A hinted error knows the way out.
type hinted struct {
	error
	hint string
}

func (e hinted) Unwrap() error { return e.error }

// Hint is the way out of err, one sentence, or "" when there is none to offer.
func Hint(err error) string {
	if h, ok := errors.AsType[hinted](err); ok {
		return h.hint
	}
	return ""
}

func withHint(err error, hint string) error { return hinted{err, hint} }
