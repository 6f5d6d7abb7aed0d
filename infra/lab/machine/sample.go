package machine

import (
	"context"
	"fmt"
	"os"
	"time"

	"crypto-dashboard/app/sample"
)

// LedgerPath is where Options.SampleLedger puts the sample database, and LedgerGroup is the host's group that may read
// it.
const (
	LedgerPath  = "/srv/freqtrade/user_data/tradesv3.dryrun.sqlite"
	LedgerGroup = "freqtrade"
)

// newLedger is where the sample is written first: one that is at LedgerPath is complete.
const newLedger = "/srv/freqtrade/user_data/.new.sqlite"

// putSampleLedger leaves a ledger that is there already alone: it may have been written to.
func (h Host) putSampleLedger(ctx context.Context) error {
	if exists(h.place.inside(LedgerPath)) {
		return nil
	}
	if err := h.writeLedger(ctx); err != nil {
		return fmt.Errorf("put a sample ledger on host %q: %w", h.Name, err)
	}
	return nil
}

func (h Host) writeLedger(ctx context.Context) error {
	if _, err := h.Command(ctx, "getent group freqtrade >/dev/null || groupadd --system freqtrade\n"+
		"install -d -g freqtrade -m 0750 /srv/freqtrade /srv/freqtrade/user_data"); err != nil {
		return err
	}
	outside := h.place.inside(newLedger)
	if err := os.RemoveAll(outside); err != nil {
		return err
	}
	// It ends now: a sample that ended long ago looks like a bot that died.
	if err := sample.WriteWith(ctx, outside, sample.Options{Until: time.Now()}); err != nil {
		return err
	}
	_, err := h.Command(ctx, fmt.Sprintf("chgrp %s %s\nchmod 0640 %[2]s\nsync %[2]s\nmv %[2]s %s",
		LedgerGroup, newLedger, LedgerPath))
	return err
}
