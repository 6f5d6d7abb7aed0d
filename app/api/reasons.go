package api

import (
	"crypto-dashboard/app/figures"
	"crypto-dashboard/app/ledger"
)

// reasons say why members of an answer are null, by their names.
type reasons map[string]string

// Why a member is null, where no other package knows.
const (
	noRates    = "the dashboard knows no exchange rates between currencies"
	noAPI      = "needs the bot's API, which is not configured"
	noTrade    = "there is no trade yet"
	noClosed   = "there is no closed trade yet"
	noDrawdown = "there was no drawdown"
	noStart    = "the database does not say"
	isClosed   = "the trade is closed"
	isMargin   = "the interest of a margin trade cannot be told from the database"
	noPrice    = "the bot has no price for this pair now"
	notTold    = "the bot's API does not say"
	notListed  = "the bot's API does not list this trade"
)

// neverGiven are freqtrade's members that no source here can give, whatever is configured.
var neverGiven = reasons{
	"profit_closed_fiat":    noRates,
	"profit_all_fiat":       noRates,
	"fiat_display_currency": noRates,
	"fiat_value":            noRates,
	"profit_fiat":           noRates,
	"total_profit_fiat":     noRates,
}

// never is always null; the reasons say why.
func (r reasons) never(name string) *string {
	r[name] = neverGiven[name]
	return nil
}

// value is a figure, or null with its reason.
func (r reasons) value(name string, figure figures.Value) number {
	if !figure.OK() {
		r[name] = figure.Reason
		return unknown
	}
	return number(figure.Number)
}

// percent of a figure that is a ratio.
func (r reasons) percent(name string, figure figures.Value) number {
	ratio := r.value(name, figure)
	if !ratio.known() {
		return unknown
	}
	return r.number(name, ratio.percent(), figures.TooLarge)
}

// number is a number as it is; when it is missing, the reasons say why.
func (r reasons) number(name string, value number, reason string) number {
	if !value.known() {
		r[name] = reason
		return unknown
	}
	return value
}

// text is a text as it is; when there is none, the reasons say why.
func (r reasons) text(name string, text *string, reason string) *string {
	if text == nil {
		r[name] = reason
	}
	return text
}

// stamp is a time stamp as it is; when there is none, the reasons say why.
func (r reasons) stamp(name string, stamp *int64, reason string) *int64 {
	if stamp == nil {
		r[name] = reason
	}
	return stamp
}

// moment is a time in both of freqtrade's forms; when there is none, the reasons say why.
func (r reasons) moment(name string, at ledger.Time, reason string) (text *string, stamp *int64) {
	return r.text(name, printed(at), reason), r.stamp(name+"_timestamp", milliseconds(at), reason)
}
