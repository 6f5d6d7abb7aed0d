package ledger

import (
	"context"
	"fmt"
	"strings"
)

// orderSums is what the orders of a trade add up to.
type orderSums struct {
	bought, sold float64 // what the filled buy and sell orders cost, in stake currency
	traded       float64 // the cost of all closed orders, as freqtrade's get_trading_volume has it
}

// columns that an order is added by; see orderSums.add.
var orderColumns = []string{"ft_order_side", "status", "filled", "average", "price", "ft_price", "cost", "order_filled_date"}

// add reads a row of orderColumns.
func (s *orderSums) add(r row) {
	if filled := asNumber(r[2]); filled > 0 {
		switch price := priceOf(r[3:6]); asString(r[0]) {
		case "buy":
			addTo(&s.bought, float64(filled*price))
		case "sell":
			addTo(&s.sold, float64(filled*price))
		}
	}
	if asString(r[1]) == "closed" && r[7].kind != null {
		addTo(&s.traded, float64(asNumber(r[6])))
	}
}

// priceOf is the first that there is.
func priceOf(values row) Number {
	for _, value := range values {
		if price := asNumber(value); price.Valid() {
			return price
		}
	}
	return Missing
}

// fill sets what a trade holds of its orders. Its entries are those that freqtrade's _generic_performance_query takes: of the
// entry's side, with something filled.
func (s *orderSums) fill(trade *Trade) {
	entered := s.bought
	if trade.IsShort {
		entered = s.sold
	}
	if trade.Leverage != 0 {
		addTo(&trade.Entered, entered/trade.Leverage)
	}
	trade.Traded = s.traded
}

// allSums is the sums of all trades.
type allSums struct {
	first int64
	dense []orderSums // by id - first
	rare  map[int64]*orderSums
}

// newAllSums has room for the ids in use; when they are far apart it is a map.
func newAllSums(first, last int64, count int) *allSums {
	sums := &allSums{first: first, rare: map[int64]*orderSums{}}
	if dense(first, last, count) {
		sums.dense = make([]orderSums, last-first+1)
	}
	return sums
}

// of gives the sums of a trade, to add to or to read.
func (s *allSums) of(id int64) *orderSums {
	if at := id - s.first; at >= 0 && at < int64(len(s.dense)) && id >= s.first {
		return &s.dense[at]
	}
	if s.rare[id] == nil {
		s.rare[id] = &orderSums{}
	}
	return s.rare[id]
}

// filled is a trade with its sums as they are now.
func (s *allSums) filled(trade *Trade) Trade {
	now := *trade
	now.Entered, now.Traded = 0, 0
	s.of(now.ID).fill(&now)
	return now
}

// scannedOrders is what is counted of the orders and of the custom data.
type scannedOrders struct {
	counted  Orders
	versions print
}

// scanOrders sums all orders.
func scanOrders(ctx context.Context, from session, has tables, sums *allSums) (scanned scannedOrders, err error) {
	if scanned.versions, err = scanCustom(ctx, from, has); err != nil || !has.has("orders", "id", "ft_trade_id") {
		return scanned, err
	}
	columns := append([]string{"id", "ft_trade_id", "order_id"}, orderColumns...)
	err = from.scan(ctx, has, "orders", columns, func(version value, r row) error {
		id, _ := asInteger(r[0])
		scanned.versions += versionOf("orders", id, version)
		if trade, ok := asInteger(r[1]); ok {
			sums.of(trade).add(r[3:])
		}
		scanned.counted.add(asString(r[2]))
		return nil
	})
	if err != nil {
		return scanned, fmt.Errorf("read the orders: %w", err)
	}
	return scanned, nil
}

// scanCustom sums the versions of the custom data. Without versions there is nothing to read.
func scanCustom(ctx context.Context, from session, has tables) (versions print, err error) {
	if from.rowVersion() == "NULL" || !has.has("trade_custom_data", "id") {
		return 0, nil
	}
	err = from.scan(ctx, has, "trade_custom_data", []string{"id"}, func(version value, r row) error {
		id, _ := asInteger(r[0])
		versions += versionOf("trade_custom_data", id, version)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("read the custom data: %w", err)
	}
	return versions, nil
}

// dryRun begins the name that freqtrade gives an order of a dry run.
const dryRun = "dry_run_"

// add counts one more order by its name.
func (o *Orders) add(name string) {
	if strings.HasPrefix(name, dryRun) {
		o.DryRun++
	} else {
		o.Live++
	}
}

func (o Orders) plus(other Orders) Orders {
	return Orders{DryRun: o.DryRun + other.DryRun, Live: o.Live + other.Live}
}

func (o Orders) minus(other Orders) Orders {
	return Orders{DryRun: o.DryRun - other.DryRun, Live: o.Live - other.Live}
}
