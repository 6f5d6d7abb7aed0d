package api

import (
	"slices"

	"crypto-dashboard/app/ledger"
)

// order is freqtrade's Order.to_json.
type order struct {
	Amount    number  `json:"amount"`
	SafePrice number  `json:"safe_price"`
	Side      string  `json:"ft_order_side"`
	FilledMS  *int64  `json:"order_filled_timestamp"`
	IsEntry   bool    `json:"ft_is_entry"`
	Tag       *string `json:"ft_order_tag"`
	Cost      number  `json:"cost"`
	Pair      string  `json:"pair"`
	ID        string  `json:"order_id"`
	Status    *string `json:"status"`
	Average   number  `json:"average"`
	Filled    number  `json:"filled"`
	IsOpen    bool    `json:"is_open"`
	Date      *string `json:"order_date"`
	DateMS    *int64  `json:"order_timestamp"`
	FilledAt  *string `json:"order_filled_date"`
	Type      *string `json:"order_type"`
	Price     number  `json:"price"`
	Remaining number  `json:"remaining"`
	FeeBase   number  `json:"ft_fee_base"`
	Funding   number  `json:"funding_fee"`
}

func (r row) order(entrySide string) order {
	filled, placed, side := r.Time("order_filled_date"), r.Time("order_date"), r.words("ft_order_side")
	return order{
		Amount: r.first("amount", "ft_amount"), SafePrice: r.first("average", "price", "stop_price", "ft_price"),
		Side: side, FilledMS: milliseconds(filled), IsEntry: side == entrySide, Tag: r.text("ft_order_tag"),
		Cost: r.number("cost").or(0), Pair: r.words("ft_pair"), ID: r.words("order_id"), Status: r.text("status"),
		Average: r.number("average").rounded(8).or(0), Filled: r.number("filled"), IsOpen: r.yes("ft_is_open"),
		Date: printed(placed), DateMS: milliseconds(placed), FilledAt: printed(filled), Type: r.text("order_type"),
		Price: r.number("price"), Remaining: r.number("remaining"), FeeBase: r.number("ft_fee_base"),
		Funding: r.number("funding_fee"),
	}
}

// over are the states of an order that is done: freqtrade's NON_OPEN_EXCHANGE_STATES.
var over = []string{"cancelled", "canceled", "expired", "rejected", "closed"}

// isFilled is for orders that are done and of which something was filled.
func (r row) isFilled() bool {
	return !r.yes("ft_is_open") && r.number("filled").or(0) > 0 && slices.Contains(over, r.words("status"))
}

// book is the orders of a trade, by their id.
type book struct {
	entrySide string
	orders    []row
}

func bookOf(detail *ledger.Detail, isShort bool) book {
	made := book{entrySide: "buy"}
	if isShort {
		made.entrySide = "sell"
	}
	for _, record := range detail.Orders {
		made.orders = append(made.orders, row{record})
	}
	return made
}

// shown are freqtrade's select_filled_or_open_orders.
func (b book) shown() []order {
	orders := []order{}
	for _, r := range b.orders {
		if r.isFilled() || r.yes("ft_is_open") && r.text("status") != nil {
			orders = append(orders, r.order(b.entrySide))
		}
	}
	return orders
}

// entries and exits are how many were filled. An exit by a stop loss on the exchange is neither, as in freqtrade.
func (b book) entries() int { return b.filled(b.entrySide) }

func (b book) exits() int {
	return b.filled(map[string]string{"buy": "sell", "sell": "buy"}[b.entrySide])
}

func (b book) filled(side string) (count int) {
	for _, r := range b.orders {
		if r.isFilled() && r.words("ft_order_side") == side {
			count++
		}
	}
	return count
}

// firstFill is freqtrade's date_entry_fill_utc.
func (b book) firstFill() ledger.Time {
	first := ledger.Never
	for _, r := range b.orders {
		at := r.Time("order_filled_date")
		if r.isFilled() && r.words("ft_order_side") == b.entrySide && at.Valid() && (!first.Valid() || at < first) {
			first = at
		}
	}
	return first
}

// stopPlaced is freqtrade's stoploss_last_update_utc: when the newest stop loss that is open on the exchange was placed.
func (b book) stopPlaced() ledger.Time {
	last := ledger.Never
	for _, r := range b.orders {
		if r.yes("ft_is_open") && r.words("ft_order_side") == "stoploss" {
			last = max(last, r.Time("order_date"))
		}
	}
	return last
}

// hasOpen tells of orders that are open, stop losses on the exchange apart.
func (b book) hasOpen() bool {
	return slices.ContainsFunc(b.orders, func(r row) bool { return r.yes("ft_is_open") && r.words("ft_order_side") != "stoploss" })
}
