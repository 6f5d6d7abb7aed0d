package sample

import "time"

var (
	keysTable = &table{"KeyValueStore", []string{
		"id", "key", "value_type", "string_value", "datetime_value", "float_value", "int_value",
	}}
	locksTable  = &table{"pairlocks", []string{"id", "pair", "side", "reason", "lock_time", "lock_end_time", "active"}}
	customTable = &table{"trade_custom_data", []string{
		"id", "ft_trade_id", "cd_key", "cd_type", "cd_value", "created_at", "updated_at",
	}}
)

// Lock is one row of pairlocks.
type Lock struct {
	Pair     string // * for all
	Side     string // long, short or *
	Reason   string
	From, To time.Time
	Active   bool
}

func lockRow(id int, l Lock) []any {
	return []any{id, l.Pair, l.Side, unlessZero(l.Reason), l.From.UTC(), l.To.UTC(), l.Active}
}

// locks are in force, over, and ended by hand before their time.
func locks(o Options) []Lock {
	pair := func(base string) string { return coin{base: base}.pair(o.StakeCurrency, o.Mode) }
	ago := func(d time.Duration) time.Time { return o.Until.Add(-d) }
	const cooldown, guard = "Cooldown period for 60 min.", "4 stoplosses in 1440 min, locking for 240 min."
	list := []Lock{
		{pair("DOGE"), "*", cooldown, ago(720 * time.Hour), ago(719 * time.Hour), true},
		{"*", "*", guard, ago(300 * time.Hour), ago(296 * time.Hour), true},
		{pair("XRP"), "long", "3 trades in 720 min with profit < 0.01, locking for 360 min.", ago(52 * time.Hour), ago(46 * time.Hour), true},
		{pair("LTC"), "*", "", ago(30 * time.Hour), ago(-6 * time.Hour), false},
		{pair("AVAX"), "*", cooldown, ago(20 * time.Minute), ago(-40 * time.Minute), true},
		{pair("LUNC"), "*", "will be delisted", ago(2000 * time.Hour), o.Until.AddDate(4, 0, 0), true},
	}
	if o.Mode == Futures {
		list = append(list, Lock{"*", "short", "Max drawdown of 0.12 reached, locking for 90 min.", ago(10 * time.Minute), ago(-80 * time.Minute), true},
			Lock{pair("DOT"), "short", guard, ago(20 * time.Hour), ago(16 * time.Hour), true})
	}
	return list
}

// keys are what the bot keeps about itself.
func keys(o Options) [][]any {
	rows := [][]any{
		{1, "bot_start_time", "datetime", nil, o.begin(), nil, nil},
		{2, "startup_time", "datetime", nil, o.Until.AddDate(0, 0, -9), nil, nil},
		{3, SyntheticKey, "int", nil, nil, nil, 1},
	}
	if o.Mode == Futures {
		rows = append(rows, []any{4, "binance_migration", "int", nil, nil, nil, 1})
	}
	if o.hasWalletHistory() {
		id := len(rows) + 1
		rows = append(rows, []any{id, "wallet_history_migration", "int", nil, nil, nil, 1},
			[]any{id + 1, "wallet_history_migration_date", "datetime", nil, o.migration(), nil, nil})
	}
	return rows
}

// custom is what a strategy noted with a trade: one value for one trade of sixteen, of all types for those that wait for
// their exit.
func custom(t *Trade) [][]any {
	values := [][]any{
		{"entry_rsi", "float", "28.41"}, {"additions", "int", "1"}, {"target_hit", "bool", "True"}, {"regime", "str", "sideways"},
		{"levels", "list", "[1.02, 1.035, 1.05]"}, {"signal", "dict", `{"name": "ema_cross", "strength": 0.82, "seen": null}`},
		{"last_check", "NoneType", "null"},
	}
	switch {
	case t.IsOpen && t.ExitReason == "exit_signal":
	case t.ID%16 == 3 && !t.IsOpen:
		values = values[t.ID/16%len(values):][:1]
	default:
		return nil
	}
	rows := make([][]any, len(values))
	for i, v := range values {
		rows[i] = []any{0, t.ID, v[0], v[1], v[2], t.OpenDate.UTC(), when(i%2 == 1, t.OpenDate.UTC().Add(time.Minute))}
	}
	return rows
}
