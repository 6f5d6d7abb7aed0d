package pages

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/tradelist"
)

// exportStall is for a piece of an export: the whole may take longer than other answers.
const exportStall = 30 * time.Second

// exportFormat is a way to write a list.
type exportFormat struct {
	ending, mediaType string
	write             func(io.Writer, *tradelist.List) error
}

func (t *tradePages) serveCSV(response http.ResponseWriter, request *http.Request, bot *bots.Bot) {
	t.export(response, request, bot, exportFormat{"csv", "text/csv; charset=utf-8; header=present", tradelist.WriteCSV})
}

func (t *tradePages) serveJSON(response http.ResponseWriter, request *http.Request, bot *bots.Bot) {
	t.export(response, request, bot, exportFormat{"json", "application/json", tradelist.WriteJSON})
}

// export writes the whole list of a query, as it is now: what the bot does meanwhile is not in it.
func (t *tradePages) export(response http.ResponseWriter, request *http.Request, bot *bots.Bot, format exportFormat) {
	query, err := tradelist.Parse(request.URL.Query())
	if err != nil {
		t.refuse(response, bot, http.StatusBadRequest, refusal{"This list cannot be exported", err.Error(), ""})
		return
	}
	state := bot.View().State
	if state.Snapshot == nil {
		t.answerBusy(response, bot, "the database was not read yet")
		return
	}
	select {
	case t.exporting <- struct{}{}:
		defer func() { <-t.exporting }()
	default:
		t.answerBusy(response, bot, "other exports are being written")
		return
	}
	t.exportOf(response, request, bot, format, state, query)
}

func (t *tradePages) exportOf(response http.ResponseWriter, request *http.Request, bot *bots.Bot, format exportFormat, state *ledger.State, query tradelist.Query) {
	ctx, cancel := context.WithTimeout(request.Context(), listLimit)
	defer cancel()
	list, err := t.lister.List(ctx, state.Snapshot, query)
	if err != nil {
		t.answerBusy(response, bot, "too many lists are being made at the moment")
		return
	}
	header, now := response.Header(), time.Now()
	header.Set("Content-Type", format.mediaType)
	if state.Problem != "" {
		header.Set("Age", strconv.FormatInt(int64(now.Sub(state.Current).Seconds()), 10))
		header.Set("Warning", `110 - "old data: `+state.Problem+`"`)
		now = state.Current // the day in the name is the data's
	}
	header.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", exportName(now, format.ending)))
	if request.Method == http.MethodHead {
		return
	}
	if err := format.write(&pieces{request.Context(), response, http.NewResponseController(response), t.stall}, list); err != nil {
		panic(http.ErrAbortHandler) // half an answer is out: only closing the connection tells the visitor
	}
}

func exportName(now time.Time, ending string) string {
	return "trades-" + now.UTC().Format("2006-01-02") + "." + ending
}

// pieces sends each piece at once, and gives each its own time.
type pieces struct {
	ctx        context.Context
	response   http.ResponseWriter
	connection *http.ResponseController
	stall      time.Duration
}

func (p *pieces) Write(piece []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	// A writer without a deadline or a buffer, as in tests, is no reason to stop.
	_ = p.connection.SetWriteDeadline(time.Now().Add(p.stall))
	n, err := p.response.Write(piece)
	if err == nil {
		_ = p.connection.Flush()
	}
	return n, err
}
