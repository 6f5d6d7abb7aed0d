package tradelist

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"crypto-dashboard/app/ledger"
	"pgregory.net/rapid"
)

// wanted is what a row of an export must say, by name; nil is missing.
func wanted(trade ledger.OpenTrade) map[string]any {
	row := Row{&trade.Trade, nil}
	if trade.IsOpen {
		row.Open = &trade
	}
	float := func(n ledger.Number) any {
		if !n.Valid() {
			return nil
		}
		return float64(n)
	}
	word := func(text ledger.Text) any {
		if !text.Valid() {
			return nil
		}
		return text.String()
	}
	at := func(at ledger.Time) any {
		if !at.Valid() {
			return nil
		}
		return at.Time()
	}
	want := map[string]any{"trade_id": float64(trade.ID), "pair": word(trade.Pair), "base_currency": word(trade.BaseCurrency),
		"stake_currency": word(trade.StakeCurrency), "trading_mode": trade.Mode.String(), "is_open": trade.IsOpen, "is_short": trade.IsShort,
		"leverage": trade.Leverage, "stake": float(trade.Stake), "amount": float(trade.Amount), "open_date": at(trade.OpenDate),
		"open_rate": float(trade.OpenRate), "close_date": at(trade.CloseDate), "close_rate": float(trade.CloseRate), "trade_duration_s": nil,
		"close_profit": float(trade.CloseProfit), "close_profit_abs": float(trade.CloseProfitAbs), "fees": float(trade.Fees),
		"funding_fees": float(trade.Funding), "enter_tag": word(trade.EnterTag), "exit_reason": word(trade.ExitReason), "strategy": word(trade.Strategy)}
	if trade.CloseDate.Valid() && trade.OpenDate.Valid() && !trade.IsOpen {
		want["trade_duration_s"] = math.Trunc(trade.CloseDate.Time().Sub(trade.OpenDate.Time()).Seconds())
	}
	if trade.Mode == ledger.UnknownMode {
		want["trading_mode"] = nil
	}
	if !trade.IsOpen {
		return want
	}
	for _, name := range []string{"close_date", "close_rate", "close_profit", "close_profit_abs", "exit_reason"} {
		want[name] = nil
	}
	for name, n := range map[string]ledger.Number{"realized_profit": trade.Realized, "stop_loss_abs": trade.StopLoss, "stop_loss_ratio": trade.StopLossRatio,
		"liquidation_price": trade.LiquidationPrice, "max_rate": trade.MaxRate, "min_rate": trade.MinRate} {
		want[name] = float(n)
	}
	return want
}

func listFor(t *rapid.T, snapshot *ledger.Snapshot, q Query) *List {
	list, err := New().List(t.Context(), snapshot, q)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What is read back from an export is the list, value by value.
func TestJSONIsTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		snapshot, q := drawSnapshot(t, 40), drawQuery(t)
		var written bytes.Buffer
		if err := WriteJSON(&written, listFor(t, snapshot, q)); err != nil {
			t.Fatal(err)
		}
		var got []map[string]any
		if err := json.Unmarshal(written.Bytes(), &got); err != nil || got == nil {
			t.Fatalf("no array of objects (%v): %s", err, written.String())
		}
		want := naiveList(snapshot, q)
		if len(got) != len(want) {
			t.Fatalf("%d objects, want %d", len(got), len(want))
		}
		for i := range want {
			wantObject(t, got[i], wanted(want[i]))
		}
	})
}

func wantObject(t *rapid.T, got, want map[string]any) {
	for name, value := range want {
		has, there := got[name]
		if at, ok := value.(time.Time); ok {
			read, err := time.Parse(time.RFC3339Nano, fmt.Sprint(has))
			if err != nil || !read.Equal(at) || !strings.HasSuffix(fmt.Sprint(has), "Z") {
				t.Fatalf("%s is %v, want %v", name, has, at)
			}
		} else if has != value || !there {
			t.Fatalf("%s is %#v, want %#v", name, has, value)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("the object has other members: %v", got)
	}
}

func TestCSVIsTheList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		snapshot, q := drawSnapshot(t, 40), drawQuery(t)
		var written bytes.Buffer
		if err := WriteCSV(&written, listFor(t, snapshot, q)); err != nil {
			t.Fatal(err)
		}
		if bytes.Count(written.Bytes(), []byte("\n")) != bytes.Count(written.Bytes(), []byte("\r\n")) {
			t.Fatal("a line does not end as the format wants")
		}
		lines, err := csv.NewReader(&written).ReadAll() // as many cells in each line
		if err != nil {
			t.Fatal(err)
		}
		want := naiveList(snapshot, q)
		if len(lines) != len(want)+1 {
			t.Fatalf("%d lines, want a header and %d", len(lines), len(want))
		}
		for i := range want {
			wantLine(t, lines[0], lines[i+1], wanted(want[i]))
		}
	})
}

func wantLine(t *rapid.T, header, line []string, want map[string]any) {
	for i, cell := range line {
		name, _, _ := strings.Cut(header[i], " ")
		good := false
		switch value := want[name].(type) {
		case nil:
			good = cell == ""
		case float64:
			read, err := strconv.ParseFloat(cell, 64)
			good = err == nil && read == value && !strings.HasPrefix(cell, "'")
		case bool:
			good = cell == strconv.FormatBool(value)
		case time.Time:
			read, err := time.Parse(time.RFC3339Nano, cell)
			good = err == nil && read.Equal(value) && strings.HasSuffix(cell, "Z")
		case string:
			good = cell == value || cell == "'"+value && strings.ContainsAny(value[:1], "=+-@")
		}
		if !good {
			t.Fatalf("%s is %q, want %v", name, cell, want[name])
		}
	}
}

// A text can neither become a formula nor leave its cell.
func TestHostileTextsStayInTheirCells(t *testing.T) {
	cases := map[string]string{
		`=HYPERLINK("http://x","y")`: `'=HYPERLINK("http://x","y")`, "+1": "'+1", "-1+1": "'-1+1", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\rx": "'\rx", "\n=1": "'\n=1",
		"＝1": "'＝1", `a","=1+1`: `a","=1+1`, "a\n=1": "a\n=1", " =1": " =1", "roi": "roi", "": "", "长": "长", "\xff=": "\uFFFD=", "\x00=": "\uFFFD=",
	}
	for text, want := range cases {
		trade := ledger.Trade{ID: 1, Pair: ledger.Intern("A/B"), EnterTag: ledger.Intern(text), CloseProfitAbs: -5, CloseProfit: ledger.Missing}
		var written bytes.Buffer
		if err := WriteCSV(&written, &List{all: rows{&ledger.Snapshot{Closed: []ledger.Trade{trade}}}, len: 1, at: func(int) uint32 { return 0 }}); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(strings.NewReader(strings.ReplaceAll(written.String(), "\rx", "\r\x00x"))).ReadAll()
		if err != nil || len(lines) != 2 {
			t.Fatalf("%q: %d lines, %v", text, len(lines), err)
		}
		got := map[string]string{}
		for i, name := range lines[0] {
			got[strings.Fields(name)[0]] = strings.ReplaceAll(lines[1][i], "\x00", "")
		}
		if got["enter_tag"] != want || got["close_profit_abs"] != "-5" || got["close_profit"] != "" {
			t.Errorf("%q became %q beside a profit of %q and %q", text, got["enter_tag"], got["close_profit_abs"], got["close_profit"])
		}
	}
}

func TestCSVHeaderHasUnits(t *testing.T) {
	header := string(appendHeader(nil))
	for _, want := range []string{"trade_id,pair,", ",close_date (UTC),", `"close_profit (ratio, 0.01 is 1 %)"`, "close_profit_abs (stake currency)", "trade_duration_s (seconds)"} {
		if !strings.Contains(header, want) {
			t.Errorf("no %q in %s", want, header)
		}
	}
}

func TestNumbersAreWhole(t *testing.T) {
	for value, want := range map[float64]string{0.1: "0.1", 1e-8: "0.00000001", -123456789.123456789: "-123456789.12345679", 1e20: "100000000000000000000", 1e300: "1e+300", 2e-300: "2e-300"} {
		if got := string(appendFloat(nil, value)); got != want {
			t.Errorf("%v is written %s, want %s", value, got, want)
		}
	}
}

// counter counts pieces, and breaks after some.
type counter struct {
	pieces, largest, left int
}

var errBroken = errors.New("the visitor has gone")

func (c *counter) Write(p []byte) (int, error) {
	c.pieces++
	c.largest = max(c.largest, len(p))
	if c.left--; c.left == 0 {
		return 0, errBroken
	}
	return len(p), nil
}

// An export holds a piece in memory, not the whole, and ends when nobody reads it.
func TestExportsComeInPieces(t *testing.T) {
	list, err := New().List(t.Context(), snapshotOf(20_000), Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, export := range []func(w *counter) error{func(w *counter) error { return WriteCSV(w, list) }, func(w *counter) error { return WriteJSON(w, list) }} {
		whole := &counter{}
		if err := export(whole); err != nil || whole.pieces < 50 || whole.largest > 2*chunk {
			t.Errorf("%d pieces of at most %d bytes (%v)", whole.pieces, whole.largest, err)
		}
		broken := &counter{left: 3}
		if err := export(broken); !errors.Is(err, errBroken) || broken.pieces != 3 {
			t.Errorf("went on for %d pieces after an error (%v)", broken.pieces, err)
		}
	}
}
