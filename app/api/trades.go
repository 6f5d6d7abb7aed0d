package api

import (
	"context"
	"net/url"
	"strconv"
)

// tradeList is freqtrade's _rpc_trade_history: closed trades.
type tradeList struct {
	Trades []storedTrade `json:"trades"`
	Count  int           `json:"trades_count"`
	Offset int           `json:"offset"`
	Total  int           `json:"total_trades"`
	Next   *string       `json:"next_cursor"`
}

// mostOffset is more than any database holds.
const mostOffset = 1_000_000_000

func trades(c *call) plan {
	limit, offset := c.whole("limit", mostAtOnce, 1, mostAtOnce), c.whole("offset", 0, 0, mostOffset)
	ordered := c.yes("order_by_id", true)
	after := c.cursor(ordered, offset)
	return c.read(keyOf("trades", limit, offset, ordered, after), func(ctx context.Context) (reply, error) {
		sequence := newest(c.view.State.Snapshot)
		if ordered {
			sequence = byID(c.api.ids[c.bot.Name].sorted(c.view.State.Snapshot))
		}
		begin := offset
		if after != nil {
			begin = sequence.after(*after)
		}
		return c.tradePage(ctx, sequence, begin, limit, ordered)
	})
}

// tradePage reads the trades of a page. One that was deleted a moment ago is missing from it.
func (c *call) tradePage(ctx context.Context, from sequence, begin, limit int, ordered bool) (reply, error) {
	page := from.page(begin, limit)
	var ids []int64
	for _, place := range page {
		ids = append(ids, place.id)
	}
	details, err := c.bot.Ledger.Details(ctx, ids)
	if err != nil {
		return reply{}, err
	}
	list := tradeList{Trades: []storedTrade{}, Offset: begin, Total: from.length, Count: len(details)}
	for _, detail := range details {
		list.Trades = append(list.Trades, storedOf(detail))
	}
	if begin+limit >= from.length {
		return reply{answer: list}, nil
	}
	cursor := page[len(page)-1].String()
	list.Next = &cursor
	next := url.Values{"cursor": {cursor}, "limit": {strconv.Itoa(limit)}, "order_by_id": {strconv.FormatBool(ordered)}}
	return reply{answer: list, next: c.withBot(next)}, nil
}
