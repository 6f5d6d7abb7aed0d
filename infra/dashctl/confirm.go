package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// A release that the host itself finds healthy may still be out of reach: a firewall, a route, a wrong port. So a switch can wait
// until the side that deploys has asked from outside and says so; without that it is undone.
//
// The confirmation is a file that both sides read and, under its lock, write once: whoever is first decides, and both say the same.

// confirmation is the state of the question, for one switch.
type confirmation struct {
	Release string    `json:"release"`
	Run     time.Time `json:"run"` // the journal's
	Answer  string    `json:"answer"`
}

const (
	confirmed = "confirmed"
	withdrawn = "withdrawn" // too late, or there is nothing to confirm any more
)

var errUnconfirmed = errors.New("not confirmed in time")

// awaitConfirmation keeps the switch open until it is confirmed, or until the time for that is over. The release is watched on.
func (h host) awaitConfirmation(ctx context.Context, entry journal, to side, within time.Duration) error {
	settled, err := processes(ctx, to.release.Workers)
	if err == nil {
		err = h.openConfirmation(entry)
	}
	if err != nil {
		return err
	}
	h.say("confirm", "%s there are for the side that deploys to see http://%s/health answer as %s", within, to.release.Domain, to.id)
	err = h.watchConfirmation(ctx, entry, to, settled, time.Now().Add(within))
	answer, settleErr := h.settle(entry.Started, to.id, withdrawn)
	settleErr = errors.Join(settleErr, removeFile(h.question()))
	switch {
	case err == nil && settleErr == nil && answer == confirmed:
		h.say("confirmed", "%s answers from outside", to.id)
		return nil
	case err != nil || settleErr != nil:
		return errors.Join(err, settleErr)
	}
	return fmt.Errorf("%w: nobody said within %s that http://%s/health answers from outside as %s", errUnconfirmed, within, to.release.Domain, to.id)
}

func (h host) watchConfirmation(ctx context.Context, entry journal, to side, settled []process, end time.Time) error {
	for next := time.Now(); time.Now().Before(end); {
		if known, err := h.readConfirmation(); err != nil || known.Run.Equal(entry.Started) && known.Answer != "" {
			return err
		}
		if time.Now().After(next) {
			if err := h.soakCheck(ctx, to, settled); err != nil {
				return err
			}
			next = time.Now().Add(time.Second)
		}
		if err := pause(ctx, min(100*time.Millisecond, max(0, time.Until(end)))); err != nil {
			return err
		}
	}
	return nil
}

func (h host) openConfirmation(entry journal) error {
	unlock, err := h.lockConfirmation()
	if err != nil {
		return err
	}
	defer unlock()
	if err := h.writeConfirmation(confirmation{Release: entry.To, Run: entry.Started}); err != nil {
		return err
	}
	// Nginx shows it to everybody: who asks from outside too early would see a release that is not through its gate yet.
	return writeFile(h.question(), []byte(entry.To+"\n"), 0o644)
}

func (h host) question() string { return h.path("run", serviceName, "asks") }

// settle answers the question of a switch, unless it has been answered, and returns the answer that counts.
func (h host) settle(run time.Time, id, answer string) (string, error) {
	unlock, err := h.lockConfirmation()
	if err != nil {
		return "", err
	}
	defer unlock()
	known, err := h.readConfirmation()
	if err != nil || !known.Run.Equal(run) || known.Release != id {
		return withdrawn, err
	}
	if known.Answer == "" {
		known.Answer = answer
		err = h.writeConfirmation(known)
	}
	return known.Answer, err
}

func (h host) lockConfirmation() (unlock func(), err error) {
	file, err := os.OpenFile(h.state("confirm.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock of the confirmation: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("lock the confirmation: %w", err), file.Close())
	}
	return func() { file.Close() }, nil
}

func (h host) readConfirmation() (known confirmation, err error) {
	text, err := os.ReadFile(h.state("confirm.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return known, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &known)
	}
	if err != nil {
		return known, fmt.Errorf("read the confirmation: %w", err)
	}
	return known, nil
}

func (h host) writeConfirmation(known confirmation) error {
	text, err := json.Marshal(known)
	if err != nil {
		return fmt.Errorf("encode the confirmation: %w", err)
	}
	return writeFile(h.state("confirm.json"), append(text, '\n'), 0o600)
}

// confirmLimit is how long a confirmation waits for the end of the switch that it belongs to.
const confirmLimit = 20 * time.Minute

// confirm says for the side that deploys that the release was seen from outside, and returns how the switch ended. It may come
// early, twice, or after the end: what it returns is what the host ended on.
func (h host) confirm(ctx context.Context, id string) error {
	for end := time.Now().Add(confirmLimit); time.Now().Before(end); {
		entry, open, err := h.readJournal()
		if err != nil {
			return err
		}
		if !open || h.isDecided(entry, decided...) {
			return h.outcome(id)
		}
		if entry.To != id {
			return refuse("release %s can't be confirmed: the switch under way is to %s", id, describe(entry.To)).withHint("dashctl status")
		}
		if _, err := h.settle(entry.Started, id, confirmed); err != nil {
			return err
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
	return (&failure{code: exitRollbackFailed, error: fmt.Errorf("the switch to release %s has not ended within %s", id, confirmLimit)}).
		withHint("on the host: `dashctl status`, `journalctl -u 'dashctl-*'`")
}

// outcome is how the last switch to a release ended.
func (h host) outcome(id string) error {
	present, err := h.current()
	if err != nil {
		return err
	}
	if present == id {
		h.say("confirmed", "%s is kept", id)
		return nil
	}
	chapters, err := h.history()
	if err != nil {
		return err
	}
	last := chapter{}
	for _, one := range chapters {
		if one.To == id {
			last = one
		}
	}
	code, found := map[string]int{verdictFailed: exitRolledBack, verdictUnconfirmed: exitUnconfirmed, verdictRecovered: exitRecovered,
		verdictStuck: exitRollbackFailed, verdictKept: exitRefused}[last.Verdict]
	if !found {
		return refuse("release %s can't be confirmed: no switch to it is under way, and none was", id).withHint("dashctl history")
	}
	return (&failure{code: code, error: fmt.Errorf("release %s does not serve, %s does; its last switch ended as %s: %s", id, describe(present), last.Verdict, last.Reason)}).
		withHint("pulumi up tries again; `dashctl history` on the host shows every switch")
}
