package pages

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/sample"
)

// sampleView is the default sample as the dashboard sees it.
func sampleView(t *testing.T) bots.View {
	t.Helper()
	path := t.TempDir() + "/sample.sqlite"
	if err := sample.Write(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	keeper, err := ledger.NewKeeper("sqlite:///"+path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	keeper.Refresh(t.Context())
	state := keeper.State()
	if state.Problem != "" {
		t.Fatal(state.Problem)
	}
	start := figures.Start{Amount: sample.StartingBalance, Known: true, Source: "the settings"}
	return bots.View{State: state, Figures: figures.Of(state.Snapshot, start, nil), Start: start, Version: "v", DataVersion: "v"}
}

// firstPage is what a first visit loads, before compression.
const firstPage = 60_000

func TestTheFirstPageIsLight(t *testing.T) {
	page, err := newPages(t).kept(overviewPage, "bot", sampleView(t), nil, time.Date(2026, 11, 1, 19, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	sum := len(page)
	for _, asset := range Assets() {
		if strings.Contains(string(page), asset.Path) {
			content, _ := io.ReadAll(asset.Reader())
			sum += len(content)
			t.Logf("%6d %s", len(content), asset.Path)
		}
	}
	t.Logf("%6d the page; %d in all", len(page), sum)
	if sum > firstPage {
		t.Errorf("the first page weighs %d bytes, want at most %d", sum, firstPage)
	}
}
