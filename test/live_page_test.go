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
	l := listen(t, s.host, dataShown(t, s.host.page(t, "/")))
	eventually(t, "the page listens", 15*time.Second, func() error {
		if l.connected() == 0 {
			return fmt.Errorf("no connection")
		}
		return nil
	})
	s.tellsOf(t, l, bot)
	for _, worker := range s.host.status(t).Workers { // each of them in turn; the listener is with one of the two
		s.host.run(t, "systemctl restart "+worker.Unit)
		s.tellsOf(t, l, bot)
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

// tellsOf lets the bot close a trade, and wants the page to show it and the listener to be told of just what the page shows.
func (s *site) tellsOf(t *testing.T, l *listener, bot *sample.Bot) {
	t.Helper()
	trade, err := bot.AddClosed(t.Context(), time.Now().UTC(), 0.01)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the page shows the new trade, and its listener was told", 20*time.Second, func() error {
		page := s.host.page(t, "/")
		if row := fmt.Sprintf(`<tr id="t%d">`, trade.ID); !strings.Contains(page, row) {
			return fmt.Errorf("the page has no %s", row)
		}
		return l.heard(dataShown(t, page))
	})
}

var dataVersion = regexp.MustCompile(`data-version="([0-9a-f]+)"`)

// dataShown is the version of the data that a page shows.
func dataShown(t *testing.T, page string) string {
	t.Helper()
	found := dataVersion.FindStringSubmatch(page)
	if found == nil {
		t.Fatal("the page has no data-version")
	}
	return found[1]
}
