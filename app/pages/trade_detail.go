package pages

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
)

// detailLimit is how long reading a trade may take, waiting for a turn included.
const detailLimit = 5 * time.Second

// tradePage is what the template trade_detail shows.
type tradePage struct {
	ID             int64
	Pair           string
	Side           string
	IsOpen         bool
	Verdict        tradeFact // the profit, in large
	Groups         []tradeGroup
	Orders         tradeOrders
	Custom         []tradeNote
	Columns        []tradeCell // every column of the row as it is stored
	Previous, Next *int64      // nil: there is none
	SamePair       template.URL
}

var errTooMany = errors.New("too many trades are being read at the moment")

func (t *tradePages) serveTrade(response http.ResponseWriter, request *http.Request, bot *bots.Bot) {
	id, err := strconv.ParseInt(request.PathValue("id"), 10, 64)
	if err != nil || strconv.FormatInt(id, 10) != request.PathValue("id") {
		t.refuse(response, bot, http.StatusNotFound, noTrade(request.PathValue("id")))
		return
	}
	view := bot.View()
	detail, err := t.read(request.Context(), bot, id)
	switch {
	case errors.Is(err, ledger.ErrNoTrade):
		t.refuse(response, bot, http.StatusNotFound, noTrade(strconv.FormatInt(id, 10)))
	case errors.Is(err, errTooMany):
		t.answerBusy(response, bot, err.Error())
	case err != nil:
		t.answerBusy(response, bot, "The trade cannot be read, because "+ledger.Reason(err))
	default:
		now := time.Now()
		page := tradePageOf(view, detail, now)
		t.show(response, bot, view, Sheet{Name: "trade_detail", Here: "/trades", Title: fmt.Sprintf("Trade %d, %s", id, page.Pair), Style: tradeStyle, Content: page}, now)
	}
}

func noTrade(id string) refusal {
	const most = 30
	if len(id) > most {
		id = id[:most] + "…"
	}
	return refusal{"No such trade", fmt.Sprintf("The database has no trade “%s”. It may have been deleted.", shown(id)), ""}
}

// read reads one trade. Few do so at the same time: the database is the bot's first.
func (t *tradePages) read(ctx context.Context, bot *bots.Bot, id int64) (*ledger.Detail, error) {
	ctx, cancel := context.WithTimeout(ctx, detailLimit)
	defer cancel()
	select {
	case t.reading <- struct{}{}:
		defer func() { <-t.reading }()
	case <-ctx.Done():
		return nil, errTooMany
	}
	return bot.Ledger.Detail(ctx, id)
}

func tradePageOf(view bots.View, detail *ledger.Detail, now time.Time) tradePage {
	facts := factsOf(detail, pricesOf(view), now)
	pair, _ := detail.Trade.Text("pair")
	made := tradePage{ID: detail.ID, Pair: shown(pair), Side: sideOf(facts.short, facts.leverage), IsOpen: detail.IsOpen, Verdict: facts.verdict(),
		Groups: facts.groups(), Orders: ordersOf(detail.Orders, facts), Custom: notesOfTrade(detail.Custom), Columns: columnsStored(detail.Trade)}
	made.SamePair = template.URL("?" + url.Values{"pair": {pair}}.Encode())
	if view.State.Snapshot != nil {
		made.Previous, made.Next = neighbours(view.State.Snapshot, detail)
	}
	return made
}

// neighbours are the trades before and after: of a closed trade by closing time, of an open one by id.
func neighbours(snapshot *ledger.Snapshot, detail *ledger.Detail) (previous, next *int64) {
	if detail.IsOpen {
		i, found := slices.BinarySearchFunc(snapshot.Open, detail.ID, func(t ledger.OpenTrade, id int64) int { return cmp.Compare(t.ID, id) })
		return around(len(snapshot.Open), i, found, func(i int) int64 { return snapshot.Open[i].ID })
	}
	wanted := ledger.Trade{ID: detail.ID, CloseDate: detail.Trade.Time("close_date")}
	i, found := slices.BinarySearchFunc(snapshot.Closed, wanted, byClosing)
	return around(len(snapshot.Closed), i, found, func(i int) int64 { return snapshot.Closed[i].ID })
}

// byClosing is the order of a snapshot's closed trades.
func byClosing(a, b ledger.Trade) int {
	if a.CloseDate.Valid() != b.CloseDate.Valid() {
		return cmp.Compare(b.CloseDate, a.CloseDate)
	}
	return cmp.Or(cmp.Compare(a.CloseDate, b.CloseDate), cmp.Compare(a.ID, b.ID))
}

// around is who stands before and after a place, which may be where somebody not in the list belongs.
func around(length, place int, found bool, id func(int) int64) (previous, next *int64) {
	if place > 0 {
		previous = new(id(place - 1))
	}
	if found {
		place++
	}
	if place < length {
		next = new(id(place))
	}
	return previous, next
}

// columnsStored are for those who look for what has no place on the page.
func columnsStored(record ledger.Record) []tradeCell {
	var cells []tradeCell
	for _, name := range record.Columns() {
		text, ok := record.Text(name)
		if !ok {
			text = nothing
		}
		if sign, infinite := infinities[text]; infinite {
			text = sign
		}
		cells = append(cells, tradeCell{Label: name, Text: shown(text)})
	}
	return cells
}

// infinities are how a database that holds one is read.
var infinities = map[string]string{"+Inf": "∞", "-Inf": minus + "∞"}
