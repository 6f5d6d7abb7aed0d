package sample

import (
	"strconv"
	"strings"
)

// statement is SQL with arguments $1, $2 …
type statement struct {
	text string
	args []any
}

// hostileTexts are what strategies, exchanges and people could put into free text. All fit into 255 characters.
var hostileTexts = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</td></tr></table><h1>`, `'; DROP TABLE trades; --`, `{{.}} ${x} %s %n`,
	`=cmd|' /C calc'!A0`, `@SUM(1+1)*cmd`, `+1+1`, "-2+3", "\t=1+1", "\r\n=1+1,next", `a,"b";c`, "😀 👩‍👩‍👧 é é", "\u202Egnp.exe\u202C", "\u2067עברית\u2069 abc",
	"line one\nline two", `../../etc/passwd`, `&lt;b&gt; &amp;`, `javascript:alert(1)`, strings.Repeat("W", 255), " ", "\u0001\u001b[31mred",
}

// hostilePairs fit into the 25 characters of their column.
var hostilePairs = []string{
	`<b>X</b>/USDT`, `=1+1/USDT`, `"'&<>/USDT`, `😀/USDT`, "\u202EBTC/USDT", `NOSLASH`, `/`, ``, `A/B/C:D:E`, `a b/USDT`, `%2e%2e/USDT`, `?q=1#x/USDT`,
}

// hostile is what is done to a database after it was filled. The newest trades get it, so that first pages show it; with
// fewer than 60 closed trades some of it finds none.
func hostile(o Options, postgres bool) []statement {
	h := &damage{next: o.Closed}
	for _, text := range hostileTexts {
		h.trade("enter_tag = $1, exit_reason = $1, strategy = $2", text, text[:min(len(text), 100)])
	}
	for _, pair := range hostilePairs {
		h.trade("pair = $1, base_currency = NULL", pair)
	}
	h.trade("stake_currency = $1, fee_open_currency = $1", "<i>€</i>")
	h.trade("stake_currency = 'EUR'")
	h.trade("close_profit_abs = 1e308, close_profit = 1e308")
	h.trade("close_profit_abs = 1e308, realized_profit = -1e308, max_stake_amount = 0, stake_amount = 0")
	h.trade("close_date = NULL")
	h.trade("close_date = open_date, open_date = close_date")
	h.trade("close_rate = NULL, close_profit = NULL, close_profit_abs = NULL, exit_reason = NULL, max_stake_amount = NULL, leverage = 0")
	h.negativeID()
	h.add("UPDATE pairlocks SET reason = $1 WHERE id = 5", hostileTexts[0])
	h.add("UPDATE trade_custom_data SET cd_key = $1, cd_type = 'dict', cd_value = '{not json <b>' WHERE id = 1", hostileTexts[1])
	h.add("UPDATE trade_custom_data SET cd_type = 'int', cd_value = $1 WHERE id = 2", strings.Repeat("9", 100_000))
	h.add(`UPDATE "KeyValueStore" SET datetime_value = NULL WHERE "key" = 'startup_time'`)
	h.add("UPDATE orders SET status = $1, ft_order_tag = $1, filled = -1, average = NULL WHERE id = 7", hostileTexts[0])
	if postgres {
		h.onlyPostgres()
	} else {
		h.onlySQLite(o)
	}
	return h.statements
}

type damage struct {
	statements []statement
	next       int // the trade that is changed next
}

func (d *damage) add(text string, args ...any) {
	d.statements = append(d.statements, statement{text, args})
}

// trade changes one trade that nothing was done to yet.
func (d *damage) trade(set string, args ...any) {
	if d.next > 0 {
		d.add("UPDATE trades SET "+set+" WHERE id = "+strconv.Itoa(d.next), args...)
	}
	d.next--
}

// negativeID gives a trade an id that no bot gives.
func (d *damage) negativeID() {
	id := strconv.Itoa(d.next)
	d.add("DELETE FROM orders WHERE ft_trade_id = " + id)
	d.add("DELETE FROM trade_custom_data WHERE ft_trade_id = " + id)
	d.trade("id = -5")
}

// onlySQLite is what types do not prevent there.
func (d *damage) onlySQLite(o Options) {
	d.trade("pair = $1", strings.Repeat("LONGPAIR😀", 30)+"/USDT")
	d.trade("close_profit = 'nan', close_profit_abs = 'nan'")
	d.trade("close_rate = 9e999, open_rate = -9e999, close_profit_abs = -9e999")
	d.trade("open_date = 'yesterday', close_date = 'garbage'")
	d.trade("close_date = '0000-00-00 00:00:00', open_date = ''")
	d.trade("close_date = 1793555000, amount = 'many'")
	d.trade("trading_mode = 'SIDEWAYS', is_short = 'maybe', is_open = 0")
	d.trade("enter_tag = x'ff00fe', exit_reason = CAST(x'3cff' AS TEXT), strategy = 12")
	d.add("UPDATE trades SET stop_loss = 'nan', max_rate = 9e999, open_date = 'soon' WHERE id = " + strconv.Itoa(max(o.Closed, 0)+2))
	d.add("UPDATE pairlocks SET lock_end_time = 'never', active = 'yes' WHERE id = 1")
	if o.hasWalletHistory() {
		d.add("UPDATE wallet_history SET total_quote = 'nan', timestamp = 'noon' WHERE id = 3")
		d.add("UPDATE wallet_history SET total_quote = 9e999 WHERE id = 4")
	}
}

// onlyPostgres is what its types hold beyond numbers and dates.
func (d *damage) onlyPostgres() {
	d.trade("close_profit = 'NaN', close_profit_abs = 'NaN'")
	d.trade("close_rate = 'Infinity', open_rate = '-Infinity', close_profit_abs = '-Infinity'")
	d.trade("close_date = 'infinity', open_date = '-infinity'")
	d.trade("close_date = '294276-12-31', open_date = '4713-01-01 BC'")
}
