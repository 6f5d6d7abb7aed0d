package pages

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/settings"
	"crypto-dashboard/app/tradelist"
)

// exported are the trades of an export, read back.
func exported(t *testing.T, response *http.Response, body string) []map[string]string {
	t.Helper()
	var rows []map[string]string
	if response.Header.Get("Content-Type") == "application/json" {
		var objects []map[string]any
		if err := json.Unmarshal([]byte(body), &objects); err != nil || objects == nil {
			t.Fatalf("no array of objects: %v", err)
		}
		for _, object := range objects {
			row := map[string]string{}
			for name, value := range object {
				row[name] = fmt.Sprint(value)
				if number, ok := value.(float64); ok {
					row[name] = strconv.FormatFloat(number, 'f', -1, 64)
				}
			}
			rows = append(rows, row)
		}
		return rows
	}
	lines, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range line {
			name, _, _ := strings.Cut(lines[0][i], " ")
			row[name] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// An export has the trades of the list with the same address, all of them, in the same order.
func TestExportsAreTheList(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 150, Mode: sample.Futures, Hostile: true}, nil)
	for _, query := range []string{"", "pair_part=eth", "sort=close_profit_abs&side=short&per_page=25&page=2", "state=all&sort=enter_tag", "state=open", "pair_part=nosuch", "closed_from=2026-06-01&result=losses"} {
		parsed, err := tradelist.Parse(must(url.ParseQuery(query)))
		if err != nil {
			t.Fatal(err)
		}
		list, err := tradelist.New().List(t.Context(), site.snapshot(), parsed)
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range []string{"csv", "json"} {
			response, body := site.ask("GET", "/trades."+format+"?"+query)
			rows := exported(t, response, body)
			if response.StatusCode != 200 || len(rows) != list.Len() {
				t.Fatalf("%s of %q: status %d, %d trades, want %d", format, query, response.StatusCode, len(rows), list.Len())
			}
			for i, row := range rows {
				trade := list.At(i)
				if row["trade_id"] != strconv.FormatInt(trade.ID, 10) || !isText(row["enter_tag"], trade.EnterTag, format) {
					t.Fatalf("%s of %q: place %d is %v, want trade %d", format, query, i, row, trade.ID)
				}
				if profit := trade.Profit(); profit.Valid() && profit < 1e20 && row["close_profit_abs"] != strconv.FormatFloat(float64(profit), 'f', -1, 64) {
					t.Fatalf("%s of %q: the profit of trade %d is %s, want %v", format, query, trade.ID, row["close_profit_abs"], float64(profit))
				}
			}
		}
	}
}

// isText compares a cell with the text it is of. Neither format holds broken UTF-8. Go's reader of CSV makes a line feed of a line's
// end; in JSON null is no text.
func isText(cell string, text ledger.Text, format string) bool {
	wanted := text.String()
	if !utf8.ValidString(wanted) || strings.Contains(wanted, "\x00") && format == "csv" {
		return strings.ContainsRune(cell, utf8.RuneError) && utf8.ValidString(cell)
	}
	if format == "json" {
		return cell == wanted || cell == "<nil>" && !text.Valid()
	}
	wanted = strings.ReplaceAll(wanted, "\r\n", "\n")
	return cell == wanted || cell == "'"+wanted
}

func TestExportsAreFiles(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	name := regexp.MustCompile(`^attachment; filename="trades-20\d\d-\d\d-\d\d\.(csv|json)"$`)
	for ending, media := range map[string]string{"csv": "text/csv; charset=utf-8; header=present", "json": "application/json"} {
		for _, method := range []string{"GET", "HEAD"} {
			response, body := site.ask(method, "/trades."+ending)
			if found := name.FindStringSubmatch(response.Header.Get("Content-Disposition")); found == nil || found[1] != ending || response.Header.Get("Content-Type") != media {
				t.Errorf("%s %s: %q, %q", method, ending, response.Header.Get("Content-Disposition"), response.Header.Get("Content-Type"))
			}
			if (method == "HEAD") != (body == "") {
				t.Errorf("%s %s has %d bytes", method, ending, len(body))
			}
		}
	}
	if got, want := exportName(time.Date(2026, 11, 23, 23, 30, 0, 0, time.FixedZone("", -3600)), "csv"), "trades-2026-11-24.csv"; got != want {
		t.Errorf("the name is %s, want %s", got, want)
	}
}

// An export of old data says so, and has the data's day in its name.
func TestExportsOfOldData(t *testing.T) {
	view := handMade(closedTrade(1, 5))
	view.State.Problem, view.State.Current = "the database is locked by another process", noon
	response, body := siteOf(t, view).ask("GET", "/trades.csv")
	if name := response.Header.Get("Content-Disposition"); name != `attachment; filename="trades-2026-11-02.csv"` || response.Header.Get("Age") == "" {
		t.Errorf("the name is %s, the age %q", name, response.Header.Get("Age"))
	}
	want(t, "the warning", response.Header.Get("Warning"), "old data: the database is locked by another process")
	if rows := exported(t, response, body); len(rows) != 1 {
		t.Errorf("%d trades, want 1", len(rows))
	}
}

func TestBrokenExports(t *testing.T) {
	site := newTradeSite(t, sample.Options{Closed: 30}, nil)
	want(t, "a broken query", words(site.page(400, "/trades.csv?side=up&page=0")), `page must be a whole number`)
	want(t, "no data", words(siteOf(t, withoutData()).page(503, "/trades.json")), "the database was not read yet")
	for range mostExports {
		site.pages.exporting <- struct{}{}
	}
	response, body := site.ask("GET", "/trades.csv")
	if response.StatusCode != 503 || response.Header.Get("Retry-After") == "" {
		t.Errorf("one export too many answers %d", response.StatusCode)
	}
	wantGood(t, body)
	<-site.pages.exporting
	if response, _ := site.ask("GET", "/trades.csv"); response.StatusCode != 200 {
		t.Errorf("with a free place: %d", response.StatusCode)
	}
	if got := len(site.pages.exporting); got != mostExports-1 {
		t.Errorf("%d places are taken, want %d", got, mostExports-1)
	}
}

// free waits until no export is being written.
func (s tradeSite) free(what string) {
	s.t.Helper()
	for range 500 {
		if len(s.pages.exporting) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Errorf("%s still holds a place", what)
}

// begin asks for an export and reads only its first line.
func (s tradeSite) begin(address string) net.Conn {
	s.t.Helper()
	connection, err := net.Dial("tcp", s.server.Listener.Addr().String())
	if err != nil {
		s.t.Fatal(err)
	}
	fmt.Fprintf(connection, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", address)
	if line, err := bufio.NewReaderSize(connection, 16).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
		s.t.Fatalf("%q, %v", line, err)
	}
	return connection
}

// Who goes away, or reads nothing, does not hold a place for ever.
func TestVisitorsWhoLeaveOrStall(t *testing.T) {
	site := siteOf(t, viewOfMany(60_000))
	gone := site.begin("/trades.json")
	gone.Close()
	site.free("a visitor who has gone")
	site.pages.stall = 50 * time.Millisecond
	stalled := site.begin("/trades.json")
	defer stalled.Close()
	site.free("a visitor who reads nothing")
}

// An export may take longer than the server gives other answers, as long as it is read: here these have no time at all.
func TestALongExportIsNotCut(t *testing.T) {
	site := siteOf(t, viewOfMany(40_000))
	slow := httptest.NewUnstartedServer(site.server.Config.Handler)
	slow.Config.WriteTimeout = time.Nanosecond
	slow.Start()
	defer slow.Close()
	response, err := http.Get(slow.URL + "/trades.json")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var trades []struct {
		ID int64 `json:"trade_id"`
	}
	if err := json.NewDecoder(response.Body).Decode(&trades); err != nil || len(trades) != 40_000 || trades[0].ID != 40_000 {
		t.Errorf("%d trades (%v)", len(trades), err)
	}
}

// interrupted lets something happen before each of the first pieces is written.
type interrupted struct {
	*httptest.ResponseRecorder
	meanwhile func()
	left      int
}

func (i *interrupted) Write(piece []byte) (int, error) {
	if i.left--; i.left >= 0 {
		i.meanwhile()
	}
	return i.ResponseRecorder.Write(piece)
}

// While an export is written the bot changes the profit of every trade and closes others: the export has nothing of that.
func TestAnExportIsOneStateOfAWritingBot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.sqlite")
	if err := sample.WriteWith(t.Context(), path, sample.Options{Closed: 300}); err != nil {
		t.Fatal(err)
	}
	writer, err := sample.StartBot(t.Context(), path, noon)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Stop()
	bot, err := bots.New(settings.Bot{Name: "bot", Ledger: "sqlite://" + path}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	go bot.Run(t.Context())
	bot.WaitFirst(t.Context(), time.Minute)
	site := serveTrades(t, bot)
	round := 0
	write := func() {
		round++
		if _, err := writer.AddClosed(t.Context(), noon, 0.02); err != nil {
			t.Fatal(err)
		}
		if err := writer.Exec(t.Context(), fmt.Sprintf("UPDATE trades SET close_profit_abs = %d WHERE is_open = 0", round)); err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(time.Minute); float64(bot.View().State.Snapshot.Closed[0].CloseProfitAbs) != float64(round); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("a commit is not seen: %s", bot.View().State.Problem)
			}
		}
	}
	write()
	for _, serve := range []func(http.ResponseWriter, *http.Request, *bots.Bot){site.pages.serveCSV, site.pages.serveJSON} {
		before := round
		response := &interrupted{httptest.NewRecorder(), write, 2}
		serve(response, httptest.NewRequest("GET", "/trades", nil), bot)
		rows := exported(t, response.Result(), response.Body.String())
		if round != before+2 || len(rows) != 300+before {
			t.Fatalf("%d trades after %d commits, want those of %d", len(rows), round, before)
		}
		for _, row := range rows {
			if row["close_profit_abs"] != strconv.Itoa(before) {
				t.Fatalf("a profit of %s in an export of commit %d", row["close_profit_abs"], before)
			}
		}
	}
}

// An export that breaks off must not look complete: its connection is closed.
func TestABrokenExportIsNotComplete(t *testing.T) {
	site := siteOf(t, viewOfMany(1000))
	ctx, cancel := context.WithCancel(t.Context())
	defer func() {
		if cause := recover(); cause != http.ErrAbortHandler {
			t.Errorf("ended with %v, want the connection closed", cause)
		}
	}()
	response := &interrupted{httptest.NewRecorder(), cancel, 1}
	site.pages.serveJSON(response, httptest.NewRequestWithContext(ctx, "GET", "/trades.json", nil), site.bot)
}
