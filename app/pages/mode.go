package pages

import (
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
)

// mode is the badge: dry run, live, or unknown, with the reason.
type mode struct{ Name, Class, Why string }

// modeOf believes the bot itself, as long as its API answers. Without it the ids of the orders are the only trace.
func modeOf(view bots.View) mode {
	if api := view.API; api != nil && api.Config.Known() && api.Config.Problem == "" {
		if api.Config.Value.DryRun {
			return mode{"dry run", "dry", "the bot says that it is a dry run: no real money moves"}
		}
		return mode{"live", "live", "the bot says that it trades with real money"}
	}
	if view.State.Snapshot == nil {
		return mode{"mode unknown", "unknown", "there is no data to tell by"}
	}
	return modeByOrders(view.State.Snapshot.Orders)
}

func modeByOrders(orders ledger.Orders) mode {
	switch {
	case orders.DryRun > 0 && orders.Live > 0:
		return mode{"mode unknown", "unknown", "the database holds orders of a dry run and real ones"}
	case orders.DryRun > 0:
		return mode{"dry run", "dry", "the orders are simulated: no real money moves"}
	case orders.Live > 0:
		return mode{"live", "live", "the orders are real"}
	}
	return mode{"mode unknown", "unknown", "the database holds no order to tell by"}
}

// aboutOf is exchange, strategy and market of the newest trade.
func aboutOf(view bots.View) string {
	if view.State.Snapshot == nil || view.State.Snapshot.Newest.Exchange == "" {
		return ""
	}
	newest := view.State.Snapshot.Newest
	var parts []string
	for _, part := range []string{newest.Exchange, newest.Strategy, newest.Mode.String()} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return join(parts)
}
