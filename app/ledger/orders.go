package ledger

import "context"

// orderSums is what the orders of each trade add up to.
type orderSums map[int64]*tradeOrders

type tradeOrders struct {
	bought, sold float64 // what the filled buy and sell orders cost
	traded       float64 // the cost of all closed orders
	open         int
}

// sumOrders reads all orders. A database without orders has no sums.
func sumOrders(ctx context.Context, from session) (orderSums, error) {
	existing, err := from.columns(ctx, "orders")
	if err != nil || !setOf(existing)["ft_trade_id"] {
		return nil, err
	}
	wanted := []string{"ft_trade_id", "ft_order_side", "status", "ft_is_open", "filled", "average", "price", "ft_price", "cost"}
	sums := orderSums{}
	return sums, from.query(ctx, "SELECT "+selected(wanted, existing)+" FROM orders", func(r row) error {
		id, _ := asInteger(r[0])
		if sums[id] == nil {
			sums[id] = &tradeOrders{}
		}
		sums[id].add(r)
		return nil
	})
}

func (o *tradeOrders) add(r row) {
	side, price := asString(r[1]), asNumber(r[5])
	for _, other := range []any{r[6], r[7]} {
		if !price.Valid() {
			price = asNumber(other)
		}
	}
	if filled := asNumber(r[4]); filled > 0 && price.Valid() {
		switch side {
		case "buy":
			o.bought += float64(filled * price)
		case "sell":
			o.sold += float64(filled * price)
		}
	}
	if asString(r[2]) == "closed" {
		o.traded += asNumber(r[8]).Or(0)
	}
	if asBool(r[3]) && side != "stoploss" {
		o.open++
	}
}

// addTo fills what a trade holds of its orders.
func (s orderSums) addTo(trade *OpenTrade) {
	orders := s[trade.ID]
	if orders == nil {
		return
	}
	entered := orders.bought
	if trade.IsShort {
		entered = orders.sold
	}
	if trade.Leverage != 0 {
		trade.Entered = entered / trade.Leverage
	}
	trade.Traded, trade.OpenOrders = orders.traded, orders.open
}

// countOrders counts by the names that freqtrade gives the orders of a dry run.
func countOrders(ctx context.Context, from session) (counted Orders, err error) {
	existing, err := from.columns(ctx, "orders")
	if err != nil || !setOf(existing)["order_id"] {
		return counted, err
	}
	var all, dryRun int64
	err = from.query(ctx, `SELECT count(*), (SELECT count(*) FROM orders WHERE order_id >= 'dry_run_' AND order_id < 'dry_run`+"`"+`') FROM orders`,
		func(r row) error {
			all, _ = asInteger(r[0])
			dryRun, _ = asInteger(r[1])
			return nil
		})
	return Orders{DryRun: int(dryRun), Live: int(all - dryRun)}, err
}
