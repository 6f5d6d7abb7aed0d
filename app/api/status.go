package api

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"crypto-dashboard/app/ledger"
)

// mostAtOnce bounds an answer.
const mostAtOnce = 500

func status(c *call) plan {
	limit, offset := c.whole("limit", mostAtOnce, 1, mostAtOnce), c.whole("offset", 0, 0, mostOffset)
	return c.read(keyOf("status", limit, offset, c.pricesOf()), func(ctx context.Context) (reply, error) {
		open := c.view.State.Snapshot.Open
		ids := []int64{}
		for _, trade := range open[min(offset, len(open)):min(offset+limit, len(open))] {
			ids = append(ids, trade.ID)
		}
		details, err := c.bot.Ledger.Details(ctx, ids)
		return reply{answer: c.stillOpen(details), next: c.after(limit, offset, len(open))}, err
	})
}

// pricesOf tells one answer of the bot's API from the next, also when nothing but its age is different.
func (c *call) pricesOf() string {
	if c.view.API == nil {
		return ""
	}
	return keyOf(c.view.API.OpenTrades.Got.UnixNano(), c.view.API.OpenTrades.Problem)
}

// stillOpen leaves out those that were closed a moment ago.
func (c *call) stillOpen(details []*ledger.Detail) []fullTrade {
	trades := []fullTrade{}
	for _, detail := range details {
		if detail.IsOpen {
			trades = append(trades, c.fullOf(detail))
		}
	}
	return trades
}

// after are the parameters of the next page, nil when there is none.
func (c *call) after(limit, offset, total int) url.Values {
	if offset+limit >= total {
		return nil
	}
	next := url.Values{"limit": {strconv.Itoa(limit)}, "offset": {strconv.Itoa(offset + limit)}}
	return c.withBot(next)
}

// withBot names the bot where that is needed.
func (c *call) withBot(next url.Values) url.Values {
	if len(c.api.names) > 1 {
		next.Set("bot", c.bot.Name)
	}
	return next
}

func trade(c *call) plan {
	given := c.path("id")
	id, err := strconv.ParseInt(given, 10, 64)
	if err != nil {
		c.refuse("id", given, "must be a trade's id, a whole number", "42")
	}
	return c.read(keyOf("trade", id, c.pricesOf()), func(ctx context.Context) (reply, error) {
		detail, err := c.bot.Ledger.Detail(ctx, id)
		if errors.Is(err, ledger.ErrNoTrade) {
			return reply{}, noSuchTrade(strconv.FormatInt(id, 10))
		}
		if err != nil {
			return reply{}, err
		}
		return reply{answer: c.fullOf(detail)}, nil
	})
}
