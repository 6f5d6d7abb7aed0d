package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// hostStatus is what `dashctl status --json` prints.
type hostStatus struct {
	Current  string         `json:"current"`
	Previous string         `json:"previous"`
	State    string         `json:"state"` // kept, switching, before or empty
	Healthy  bool           `json:"healthy"`
	Reason   string         `json:"reason,omitempty"` // why it is not healthy
	Workers  []workerStatus `json:"workers"`
	Releases []string       `json:"releases"`
	// Edited are files of the current release that somebody changed on the host, DropIns what an operator added to its units.
	Edited  []string `json:"edited"`
	DropIns []string `json:"dropIns"`
	// Damaged are programs of the current release and links to it that are not what they were.
	Damaged []string `json:"damaged"`
	// Stack is the Pulumi stack that the host belongs to.
	Stack string `json:"stack,omitempty"`
	// Quarantine is what failed here, and is not offered again.
	Quarantine []quarantined `json:"quarantine"`
}

type workerStatus struct {
	Number   int    `json:"number"`
	Unit     string `json:"unit"`
	Active   string `json:"active"`
	Release  string `json:"release"`
	MainPID  int    `json:"mainPid"`
	Restarts int    `json:"restarts"`
}

func (h host) status(ctx context.Context) (hostStatus, error) {
	present, err := h.current()
	if err != nil {
		return hostStatus{}, err
	}
	chapters, err := h.history()
	if err != nil {
		return hostStatus{}, err
	}
	report := hostStatus{State: h.switchState(present), Workers: []workerStatus{}, Edited: []string{}, DropIns: []string{}, Damaged: []string{}, Stack: h.owner(),
		Quarantine: append([]quarantined{}, h.quarantines()...)}
	if report.Releases, err = h.releases(); err != nil {
		return report, err
	}
	if previous := h.previous(chapters); previous != present && (previous != before || h.hadFormer()) {
		report.Previous = previous
	}
	if present == before {
		report.Reason = "no release is active"
		return report, nil
	}
	report.Current = present
	if err := h.listChanges(&report); err != nil {
		return report, err
	}
	return report, h.judge(ctx, &report)
}

// listChanges names what was changed on the host beside dashctl.
func (h host) listChanges(report *hostStatus) error {
	edited, err := h.edits()
	if err != nil {
		return err
	}
	for _, one := range edited {
		report.Edited = append(report.Edited, one.name())
	}
	release, err := readManifest(h.release(report.Current))
	if err != nil {
		return nil // judge says so
	}
	report.Damaged = append(report.Damaged, h.damaged(release)...)
	added, err := h.dropIns(release)
	for _, one := range added {
		report.DropIns = append(report.DropIns, one.path)
	}
	slices.Sort(report.DropIns)
	report.Edited, report.DropIns = slices.Compact(report.Edited), slices.Compact(report.DropIns)
	return err
}

func (h host) switchState(present string) string {
	if entry, open, _ := h.readJournal(); open && !h.isDecided(entry, decided...) {
		return "switching"
	}
	switch {
	case present != before:
		return "kept"
	case h.hadFormer():
		return "before"
	default:
		return "empty"
	}
}

// judge asks every worker and Nginx: healthy means that all of them answer as the current release.
func (h host) judge(ctx context.Context, report *hostStatus) error {
	release, err := readManifest(h.release(report.Current))
	if err != nil {
		report.Reason = err.Error()
		return nil
	}
	report.Healthy = true
	for number := range release.Workers {
		worker, reason := h.workerStatus(ctx, number+1, release.ID)
		report.Workers = append(report.Workers, worker)
		report.blame(reason)
	}
	got, err := askNginx(ctx, release.Domain)
	if err == nil {
		err = isRelease(release.ID)(got)
	}
	if err != nil {
		report.blame(fmt.Sprintf("through nginx: %v", err))
	}
	return nil
}

func (r *hostStatus) blame(reason string) {
	if reason == "" {
		return
	}
	r.Healthy = false
	if r.Reason == "" {
		r.Reason = reason
	}
}

func (h host) workerStatus(ctx context.Context, number int, id string) (worker workerStatus, reason string) {
	worker = workerStatus{Number: number, Unit: workerUnit(number)}
	known, err := showProcess(ctx, worker.Unit)
	if err != nil {
		return worker, err.Error()
	}
	worker.Active, worker.MainPID, worker.Restarts = known.Active, known.MainPID, known.Restarts
	got, err := h.askWorker(ctx, number)
	if err == nil {
		worker.Release = got.ReleaseID
		err = isRelease(id)(got)
	}
	if err != nil {
		reason = fmt.Sprintf("worker %d: %v", number, err)
	}
	return worker, reason
}

func (h host) printStatus(ctx context.Context, asJSON bool) error {
	report, err := h.status(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return h.printJSON(report)
	}
	verdict := "healthy"
	if !report.Healthy {
		verdict = "not healthy: " + report.Reason
	}
	h.say("current", "%s, %s, %s", orNone(report.Current), report.State, verdict)
	h.say("previous", "%s", orNone(report.Previous))
	for _, worker := range report.Workers {
		h.say("worker", "%d %s, release %s, process %d, %d restarts", worker.Number, worker.Active, orNone(worker.Release), worker.MainPID, worker.Restarts)
	}
	slices.Sort(report.Releases)
	h.say("releases", "%v", report.Releases)
	if report.Stack != "" {
		h.say("stack", "%s", report.Stack)
	}
	for _, path := range report.Damaged {
		h.say("damaged", "%s", path)
	}
	for _, path := range report.Edited {
		h.say("edited", "%s is not what the release put there", path)
	}
	for _, path := range report.DropIns {
		h.say("drop-in", "%s", path)
	}
	for _, bad := range report.Quarantine {
		h.say("failed", "%s at %s: %s", bad.ID, bad.Time.Format(time.RFC3339), bad.Reason)
	}
	return nil
}

func orNone(id string) string {
	if id == "" {
		return "none"
	}
	return id
}

func (h host) printJSON(value any) error {
	encoder := json.NewEncoder(h.report)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
