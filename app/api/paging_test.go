package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"crypto-dashboard/app/sample"
)

// page is an answer of /trades.
type page struct {
	Trades []struct {
		ID     int64 `json:"trade_id"`
		Closed int64 `json:"close_timestamp"`
	}
	Count  int     `json:"trades_count"`
	Offset int     `json:"offset"`
	Total  int     `json:"total_trades"`
	Next   *string `json:"next_cursor"`
}

func (p page) ids() (ids []int64) {
	for _, trade := range p.Trades {
		ids = append(ids, trade.ID)
	}
	return ids
}

// storedIDs are the ids of the closed trades in an order.
func storedIDs(t *testing.T, s *site, order string) (ids []int64) {
	t.Helper()
	for _, row := range query(t, s.paths[0], "SELECT id FROM trades WHERE NOT is_open ORDER BY "+order) {
		ids = append(ids, row["id"].(int64))
	}
	return ids
}

var orders = map[string]string{"true": "id", "false": "close_date DESC NULLS LAST, id DESC"}

func TestPagesByOffsetAreAllTrades(t *testing.T) {
	t.Parallel()
	s := newSite(t, sample.Options{Closed: 23})
	for byID, order := range orders {
		want := storedIDs(t, s, order)
		for _, limit := range []int{1, 7, 23, 500} {
			var got []int64
			for offset := 0; ; offset += limit {
				page := decoded[page](s.get(fmt.Sprintf("trades?order_by_id=%s&limit=%d&offset=%d", byID, limit, offset)))
				if page.Count != len(page.Trades) || page.Total != len(want) || page.Offset != offset {
					t.Fatalf("a page says %d trades, offset %d, of %d; it has %d", page.Count, page.Offset, page.Total, len(page.Trades))
				}
				if got = append(got, page.ids()...); page.Count == 0 {
					break
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("order_by_id=%s, limit=%d: %v,\nwant %v", byID, limit, got, want)
			}
		}
	}
}

func TestPagesByCursorAreAllTrades(t *testing.T) {
	t.Parallel()
	s := newSite(t, sample.Options{Closed: 23})
	for byID, order := range orders {
		for _, limit := range []int{7, 22, 23, 500} {
			if got, want := s.follows(fmt.Sprintf("trades?order_by_id=%s&limit=%d", byID, limit), nil), storedIDs(t, s, order); !slices.Equal(got, want) {
				t.Errorf("order_by_id=%s, limit=%d: %v,\nwant %v", byID, limit, got, want)
			}
		}
	}
}

// follows reads page after page, by the Link that each gives; between is called before each but the first.
func (s *site) follows(path string, between func()) (ids []int64) {
	s.t.Helper()
	for {
		answer := s.get(path)
		got := decoded[page](answer)
		if len(ids) > 0 && got.Count == 0 {
			s.t.Fatalf("%s is empty: the page before was the last", path)
		}
		ids = append(ids, got.ids()...)
		link := answer.header.Get("Link")
		if (got.Next == nil) != (link == "") || got.Next != nil && !strings.Contains(link, "cursor="+*got.Next+"&") {
			s.t.Fatalf("next_cursor is %v, but the Link %q", got.Next, link)
		}
		if link == "" {
			return ids
		}
		if path = strings.TrimPrefix(strings.TrimSuffix(link, `>; rel="next"`), "</api/v1/"); between != nil {
			between()
		}
	}
}

// While trades close and are opened, those that were closed at the beginning come exactly once.
func TestPagesByCursorWhileTradesClose(t *testing.T) {
	t.Parallel()
	for byID, order := range orders {
		s := newSite(t, sample.Options{Closed: 20})
		want := storedIDs(t, s, order)
		got := s.follows("trades?limit=7&order_by_id="+byID, func() {
			s.change(aTrade, `UPDATE trades SET is_open = 0, close_date = '2026-11-02 00:00:00.000000'
				WHERE id = (SELECT min(id) FROM trades WHERE is_open)`)
		})
		seen := map[int64]int{}
		for _, id := range got {
			seen[id]++
		}
		for _, id := range want {
			if seen[id] != 1 {
				t.Errorf("order_by_id=%s: the trade %d came %d times: %v", byID, id, seen[id], got)
			}
		}
		for id, times := range seen {
			if times != 1 {
				t.Errorf("order_by_id=%s: the trade %d came %d times: %v", byID, id, times, got)
			}
		}
	}
}

// A trade without a closing time comes last, and a cursor passes it.
func TestPagesWithTradesThatHaveNoClosingTime(t *testing.T) {
	t.Parallel()
	s := changedSite(t, sample.Options{Closed: 20}, "UPDATE trades SET close_date = NULL WHERE id IN (3, 4, 11)")
	want := storedIDs(t, s, orders["false"])
	for _, limit := range []int{1, 2, 18} {
		if got := s.follows(fmt.Sprintf("trades?order_by_id=false&limit=%d", limit), nil); !slices.Equal(got, want) {
			t.Errorf("limit=%d: %v, want %v", limit, got, want)
		}
	}
	if got, want := s.follows("trades?limit=3", nil), storedIDs(t, s, "id"); !slices.Equal(got, want) {
		t.Errorf("by id: %v, want %v", got, want)
	}
}

// Any place is a cursor, also one whose trade was deleted.
func TestCursorsOfTradesThatAreGone(t *testing.T) {
	t.Parallel()
	s := changedSite(t, sample.Options{Closed: 20}, "DELETE FROM trades WHERE id = 10")
	want := storedIDs(t, s, "id")
	got := decoded[page](s.get("trades?cursor=10"))
	if len(want) != 19 || !slices.Equal(got.ids(), want[9:]) || got.Offset != 9 || got.Total != 19 {
		t.Errorf("behind the deleted trade there are %v, offset %d of %d; want %v", got.ids(), got.Offset, got.Total, want[9:])
	}
	if got := decoded[page](s.get("trades?cursor=999999")); got.Count != 0 || got.Next != nil {
		t.Errorf("behind the last trade there is %v", got)
	}
}

func TestPagesOfOpenTrades(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 10})
	var want, got []float64
	for _, trade := range s.get("status").objects() {
		want = append(want, trade["trade_id"].(float64))
	}
	for path := "/api/v1/status?limit=1"; path != ""; {
		answer := s.ask(http.MethodGet, path)
		if len(answer.objects()) != 1 {
			t.Errorf("%s has %d trades", path, len(answer.objects()))
		}
		for _, trade := range answer.objects() {
			got = append(got, trade["trade_id"].(float64))
		}
		path = strings.TrimSuffix(strings.TrimPrefix(answer.header.Get("Link"), "<"), `>; rel="next"`)
	}
	if len(want) != 3 || !slices.Equal(got, want) {
		t.Errorf("pages of one give %v, all at once %v", got, want)
	}
}
