package pages

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/tradelist"
)

// tradePages are the list of trades, its exports and a trade's own page.
type tradePages struct {
	*Pages
	lister    *tradelist.Lister
	exporting chan struct{} // one for each export that is being written
	reading   chan struct{} // one for each trade that is being read
	lists     *shelf[answer]
	stall     time.Duration // how long a visitor may take for a piece of an export
}

const (
	// mostExports is how many lists are written at the same time. Each is a connection that may take minutes.
	mostExports = 4
	// mostReadings is how many trades are read from a bot's database at the same time: it is the bot's first.
	mostReadings = 4
	// listLimit is how long a list may take, waiting included.
	listLimit = 20 * time.Second
)

func (p *Pages) tradeRoutes() []Route { return newTradePages(p).routes() }

func newTradePages(p *Pages) *tradePages {
	return &tradePages{Pages: p, lister: tradelist.New(), exporting: make(chan struct{}, mostExports), reading: make(chan struct{}, mostReadings), stall: exportStall, lists: newShelf[answer]()}
}

func (t *tradePages) routes() []Route {
	return []Route{{"/trades", t.serveList}, {"/trades.csv", t.serveCSV}, {"/trades.json", t.serveJSON}, {"/trades/{id}", t.serveTrade}}
}

const tradeStyle = "trades.css"

// tradesPage is what the template trades shows.
type tradesPage struct {
	Form     tradeForm
	Problems tradelist.Problems
	// Missing says why there is no list, empty when there is one.
	Missing string
	Query   tradelist.Query
	Total   int // trades in the list
	Columns []tradeHead
	Rows    []tradeRow
	HasOpen bool // some rows are of open trades
	Sums    []tradeSum
	Pager   tradePager
	States  []tradeState
	// Exports ends the addresses of the exports, Clear is the address without filters.
	Exports, Clear template.URL
}

func (t *tradePages) serveList(response http.ResponseWriter, request *http.Request, bot *bots.Bot) {
	view, typed := bot.View(), request.URL.Query()
	query, err := tradelist.Parse(typed)
	var problems tradelist.Problems
	switch {
	case errors.As(err, &problems):
		t.showForm(response, bot, view, http.StatusBadRequest, tradesPage{Form: t.formOf(view, typed, problems), Problems: problems})
	case query.Encode() != request.URL.RawQuery:
		redirectToQuery(response, request, query)
	case view.State.Snapshot == nil:
		t.showForm(response, bot, view, 0, tradesPage{Form: t.formOf(view, typed, nil), Missing: "the database was not read yet"})
	default:
		t.showList(response, bot, view, query)
	}
}

func listSheet(content tradesPage) Sheet {
	return Sheet{Name: "trades", Here: "/trades", Title: "Trades", Style: tradeStyle, Content: content}
}

// showForm is for when there is no list.
func (t *tradePages) showForm(response http.ResponseWriter, bot *bots.Bot, view bots.View, status int, content tradesPage) {
	sheet := listSheet(content)
	sheet.Status = status
	t.show(response, bot, view, sheet, time.Now())
}

// showList makes a page of a list, or takes it from the shelf: within a second it is the same.
func (t *tradePages) showList(response http.ResponseWriter, bot *bots.Bot, view bots.View, query tradelist.Query) {
	now := time.Now()
	stamp := fmt.Sprintf("%s?%s %s@%d", bot.Name, query.Encode(), view.Version, now.Unix())
	place := crc32.ChecksumIEEE([]byte(bot.Name+query.Encode())) % shelfPlaces
	made := t.lists.get(strconv.Itoa(int(place)), stamp, func() answer {
		ctx, cancel := context.WithTimeout(context.Background(), listLimit) // others may wait for it too
		defer cancel()
		page, err := t.lister.Page(ctx, view.State.Snapshot, query)
		if err != nil {
			return answer{}
		}
		content := t.listOf(view, query, page)
		content.Form = t.formOf(view, query.Values(), nil)
		rendered, err := t.render(t.frameOf(bot.Name, view, listSheet(content), now))
		return answer{rendered, err}
	})
	if made.page == nil && made.err == nil {
		t.answerBusy(response, bot, "too many lists are being made at the moment")
		return
	}
	write(response, 0, made.page, made.err)
}

// shelfPlaces is how many pages of lists are kept. Two that share a place push each other out.
const shelfPlaces = 32

// show renders a page of which the content and all around it are of the same data.
func (t *tradePages) show(response http.ResponseWriter, bot *bots.Bot, view bots.View, sheet Sheet, now time.Time) {
	page, err := t.render(t.frameOf(bot.Name, view, sheet, now))
	write(response, sheet.Status, page, err)
}

// redirectToQuery gives every list one address, a short one: browsers send empty fields too.
func redirectToQuery(response http.ResponseWriter, request *http.Request, query tradelist.Query) {
	target := request.URL.EscapedPath()
	if encoded := query.Encode(); encoded != "" {
		target += "?" + encoded
	}
	response.Header().Set("Location", target)
	response.WriteHeader(http.StatusFound)
}

// refusal is what the template trade_detail_problem shows.
type refusal struct{ Name, Why, Retry string }

// answerBusy refuses for the moment.
func (t *tradePages) answerBusy(response http.ResponseWriter, bot *bots.Bot, why string) {
	response.Header().Set("Retry-After", "5")
	t.refuse(response, bot, http.StatusServiceUnavailable, refusal{"Not now", why, "Try again in a few seconds."})
}

func (t *tradePages) refuse(response http.ResponseWriter, bot *bots.Bot, status int, why refusal) {
	sheet := Sheet{Name: "trade_detail_problem", Here: "/trades", Title: why.Name, Status: status, Style: tradeStyle, Content: why}
	t.show(response, bot, bot.View(), sheet, time.Now())
}

// listOf is a page of a list.
func (t *tradePages) listOf(view bots.View, query tradelist.Query, page tradelist.Page) tradesPage {
	made := tradesPage{Query: query, Total: page.Total, Exports: exportQuery(query), Clear: template.URL("?" + query.Unfiltered().Encode())}
	prices := pricesOf(view)
	columns := columnsOf(query, page, prices.Known())
	made.Columns = headsOf(columns, query)
	for _, row := range page.Rows {
		made.Rows = append(made.Rows, rowOf(columns, row, prices))
		made.HasOpen = made.HasOpen || row.IsOpen
	}
	made.Sums = sumsOfList(page.Sums)
	made.Pager = pagerOf(query, page)
	made.States = statesOf(query, view.State.Snapshot)
	return made
}

// exportQuery is the list without its page.
func exportQuery(query tradelist.Query) template.URL {
	query.Page, query.PerPage = 0, 0
	if encoded := query.Encode(); encoded != "" {
		return template.URL("?" + encoded)
	}
	return ""
}
