package test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
	"crypto-dashboard/infra/lab/machine"
)

func livePage(t *testing.T, s *site) {
	id := s.deployed(t)
	bot := s.host.startBot(t)
	shown := s.host.dataShown(t)
	l := listen(t, s.host, shown)
	eventually(t, "the page listens", 15*time.Second, func() error {
		if l.connected() == 0 {
			return fmt.Errorf("no connection")
		}
		return nil
	})
	shown = s.tellsOf(t, l, bot, shown)
	for _, worker := range s.host.status(t).Workers { // each of them in turn; the listener is with one of the two
		s.host.run(t, "systemctl restart "+worker.Unit)
		shown = s.tellsOf(t, l, bot, shown)
	}
	if l.connected() < 2 {
		t.Error("the listener never had to connect again: the test shows nothing about restarts")
	}
	s.assertServes(t, id)
}

// startBot lets a bot write to the host's ledger, as one that runs there does.
func (h *host) startBot(t *testing.T) *sample.Bot {
	t.Helper()
	bot, err := sample.StartBot(t.Context(), filepath.Join(h.machine.Root(), machine.LedgerPath), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	h.run(t, "chgrp "+machine.LedgerGroup+" "+machine.LedgerPath+"* && chmod g+r "+machine.LedgerPath+"*")
	t.Cleanup(func() {
		if err := bot.Stop(); err != nil {
			t.Error(err)
		}
	})
	return bot
}

// tellsOf lets the bot close a trade, and wants the listener to be told of what the page then shows: the trade. It returns the data's
// new version.
func (s *site) tellsOf(t *testing.T, l *listener, bot *sample.Bot, before string) string {
	t.Helper()
	at := time.Now().UTC()
	if _, err := bot.AddClosed(t.Context(), at, 0.01); err != nil {
		t.Fatal(err)
	}
	var shown string
	eventually(t, "the page shows the new trade, and its listener was told", 20*time.Second, func() error {
		if shown = s.host.dataShown(t); shown == before {
			return fmt.Errorf("the page shows the data %s as before", shown)
		}
		return l.heard(shown)
	})
	if page := s.host.page(t, "/"); !strings.Contains(page, at.Format("2006-01-02 15:04")) {
		t.Errorf("the page has no trade of %s", at.Format("15:04"))
	}
	return shown
}

var dataVersion = regexp.MustCompile(`data-version="([0-9a-f]+)"`)

// dataShown is the version of the data that the overview shows.
func (h *host) dataShown(t *testing.T) string {
	t.Helper()
	found := dataVersion.FindStringSubmatch(h.page(t, "/"))
	if found == nil {
		t.Fatal("the overview has no data-version")
	}
	return found[1]
}
