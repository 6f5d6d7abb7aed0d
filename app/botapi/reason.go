package botapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"syscall"
)

var (
	errNotAllowed = errors.New("not on the list of what may be asked")
	errTooLarge   = errors.New("the answer is too large")
	errNotJSON    = errors.New("the answer is not JSON")
	errPassword   = errors.New("get the password of the bot's API")
	errShape      = errors.New("the answer has another shape")
)

// statusError is an answer that is not 200.
type statusError int

func (s statusError) Error() string { return fmt.Sprintf("status %d", int(s)) }

// Reason says in a sentence for everyone why the bot's API gave no value. It has no address, no password and nothing of the
// answer: the error itself, which has some of it, belongs in the log.
func Reason(err error) string {
	var status statusError
	switch {
	case errors.As(err, &status):
		return reasonOfStatus(int(status))
	case errors.Is(err, errPassword):
		return "the file with the password of the bot's API cannot be read"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "the bot's API took too long to answer"
	case refused(err):
		return "nothing listens at the address of the bot's API: the bot is not running, or its API server is not enabled"
	case errors.Is(err, errNotHere):
		return "the address of the bot's API is not on this machine"
	case errors.Is(err, errTooLarge):
		return "the answer of the bot's API is too large"
	case errors.Is(err, errNotJSON):
		return "the answer of the bot's API is not JSON: something else than freqtrade answers"
	case errors.Is(err, errShape):
		return "the answer of the bot's API is not understood: this is not freqtrade, or of a version that is not known"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return "the bot's API broke off its answer"
	}
	return "the bot's API cannot be reached"
}

func reasonOfStatus(status int) string {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return "the bot's API refuses the user name or the password"
	case status == http.StatusNotFound:
		return "the bot's API does not know what it is asked: this is not freqtrade, or of a version that is not known"
	case status == http.StatusTooManyRequests:
		return "the bot's API is asked too often, by this dashboard and others together"
	case status == http.StatusBadGateway:
		return "the bot cannot answer in its present state" // what freqtrade's handle_rpc_exception gives
	case status >= 500:
		return fmt.Sprintf("the bot's API failed (status %d)", status)
	case status >= 300 && status < 400:
		return "the bot's API sends to another address, which is not followed"
	}
	return fmt.Sprintf("the bot's API gave no answer (status %d)", status)
}

// refused tells that nothing listens: the bot's process, which serves the API itself, is most likely gone.
func refused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
