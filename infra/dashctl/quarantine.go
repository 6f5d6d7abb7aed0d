package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// quarantined is a release that failed here by its own doing: why, and its last words. It is not offered again without force, and
// nothing ever goes back to it.
type quarantined struct {
	ID      string    `json:"id"`
	Time    time.Time `json:"time"`
	Verb    string    `json:"verb"`
	Step    string    `json:"step"`
	Reason  string    `json:"reason"`
	Excerpt string    `json:"excerpt"` // of the journal and of the log
}

// blamedSteps are those in which the release itself is on trial. A disk that is full or a systemd that does not answer says nothing
// about a release.
var blamedSteps = []string{"trial", "worker", "gate", "confirm"}

// hostTrouble marks an error that has its cause in the host, whichever release is being switched to: systemd or Nginx does not do
// its work. Where it is not certain, nobody is blamed: the switch is undone all the same.
type hostTrouble struct{ error }

func (t *hostTrouble) Unwrap() error { return t.error }

// blame puts a release into quarantine if what went wrong was its doing.
func (h host) blame(ctx context.Context, entry journal, cause error, excerpt string) {
	var at *stepError
	var ours *fs.PathError // a file that could not be read or written is this program's trouble
	var host *hostTrouble
	if ctx.Err() != nil || errors.As(cause, &host) || entry.To == before || errors.Is(cause, errUnconfirmed) || errors.As(cause, &ours) ||
		!errors.As(cause, &at) || !slices.Contains(blamedSteps, at.step) {
		return
	}
	verdict := quarantined{ID: entry.To, Time: time.Now().UTC().Truncate(time.Second), Verb: entry.Verb, Step: at.step, Reason: cause.Error(), Excerpt: excerpt}
	text, err := json.MarshalIndent(verdict, "", "  ")
	if err == nil {
		err = makeFolder(h.state("quarantine"), 0o700)
	}
	if err == nil {
		err = writeFile(h.quarantine(entry.To), append(text, '\n'), 0o600)
	}
	if err != nil {
		h.say("note", "%s could not be put into quarantine: %v", describe(entry.To), err)
	}
}

func (h host) quarantine(id string) string { return h.state("quarantine", filepath.Base(id)+".json") }

// pardon ends a quarantine: the release has been proved since.
func (h host) pardon(id string) error { return removeFile(h.quarantine(id)) }

func (h host) inQuarantine(id string) (verdict quarantined, found bool, err error) {
	text, err := os.ReadFile(h.quarantine(id))
	if errors.Is(err, fs.ErrNotExist) {
		return verdict, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &verdict)
	}
	if err != nil {
		return verdict, true, fmt.Errorf("read quarantine of release %s: %w", id, err)
	}
	return verdict, true, nil
}

// refuseQuarantined refuses a release that failed here before, with what it failed of.
func (h host) refuseQuarantined(id string, o options) error {
	verdict, found, err := h.inQuarantine(id)
	switch {
	case !found && err == nil:
		return nil
	case o.force && err == nil:
		h.say("force", "%s failed here at %s, and is tried again", id, verdict.Time.Format(time.RFC3339))
		return nil
	case o.force:
		h.say("force", "%s failed here, and is tried again: %v", id, err)
		return nil
	case err != nil:
		return refuse("whether release %s failed here can't be told: %w", id, err).
			withHint("to try it all the same: pulumi config set crypto-dashboard:force %s && pulumi up, or on the host --force", id)
	}
	h.quote(verdict.Excerpt)
	return refuse("release %s failed at %s: %s", id, verdict.Time.Format(time.RFC3339), verdict.Reason).
		withHint("changed sources are another release; to try the same again: pulumi config set crypto-dashboard:force %s && pulumi up", id)
}

// quarantine lists all of it, the newest last.
func (h host) quarantines() []quarantined {
	var all []quarantined
	files, _ := filepath.Glob(h.state("quarantine", "*.json"))
	for _, file := range files {
		verdict, found, err := h.inQuarantine(strings.TrimSuffix(filepath.Base(file), ".json"))
		if found && err == nil {
			all = append(all, verdict)
		}
	}
	slices.SortFunc(all, func(a, b quarantined) int { return a.Time.Compare(b.Time) })
	return all
}

// quarantineLimit is how many verdicts a host remembers.
const quarantineLimit = 50

func (h host) pruneQuarantine() (err error) {
	all := h.quarantines()
	for _, old := range all[:max(0, len(all)-quarantineLimit)] {
		err = errors.Join(err, h.pardon(old.ID))
	}
	return err
}

// mayServe tells whether a switch may go back to the release: it is whole, and was not found to be bad.
func (h host) mayServe(id string) error {
	if id == before {
		return nil
	}
	if verdict, found, err := h.inQuarantine(id); err != nil || found {
		return errors.Join(err, fmt.Errorf("release %s failed at %s: %s", id, verdict.Time.Format(time.RFC3339), verdict.Reason))
	}
	_, err := h.whole(id)
	return err
}
