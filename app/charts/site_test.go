package charts

import (
	"fmt"
	"html/template"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"testing"
	"time"

	"crypto-dashboard/app/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }

// policy is the one that the dashboard sends with every page.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

var mediaTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}

// site serves a page with parts as the dashboard does: with its policy, stylesheets and script.
func site(t *testing.T, parts ...template.HTML) (address string) {
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		response.Header().Set("Content-Security-Policy", policy)
		if request.URL.Path == "/" {
			response.Header().Set("Content-Type", "text/html; charset=utf-8")
			writePage(response, parts)
			return
		}
		response.Header().Set("Content-Type", mediaTypes[path.Ext(request.URL.Path)])
		http.ServeFile(response, request, "../pages/assets/"+path.Base(request.URL.Path))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func writePage(response http.ResponseWriter, parts []template.HTML) {
	fmt.Fprint(response, `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>charts</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/dashboard.css"><link rel="stylesheet" href="/charts.css">
<script src="/charts.js" type="module"></script></head><body><main id="live">`)
	for _, part := range parts {
		fmt.Fprintf(response, `<section class="panel">%s</section>`, part)
	}
	fmt.Fprint(response, `</main></body></html>`)
}

var noon = time.Date(2025, 3, 14, 12, 0, 0, 0, time.UTC)

// curve is a walk of trades that closed at random times, the same in every run.
func curve(n int, hours float64) []Point {
	source := rand.New(rand.NewPCG(3, 5))
	points, sum, high, at := make([]Point, n), 0.0, 0.0, noon
	for i := range points {
		at = at.Add(time.Duration(source.ExpFloat64() * hours * float64(time.Hour)))
		sum = math.Round((sum+source.NormFloat64()*14+0.9)*100) / 100
		high = max(high, sum)
		points[i] = Point{at, sum, math.Round((high-sum)*100) / 100}
	}
	return points
}

var usdt = Amounts{Unit: "USDT", Digits: 2, Signed: true}

func days(n int) (bars []Bar, days []Day) {
	source := rand.New(rand.NewPCG(9, 5))
	for i := range n {
		at, value := time.Date(2025, 1, 1+i, 0, 0, 0, 0, time.UTC), math.Round(source.NormFloat64()*4000+600)/100
		bars = append(bars, Bar{Name: at.Format("2 Jan"), When: at.Format("Mon 2 Jan 2006"), Value: value, Note: fmt.Sprintf("%d trades", 1+source.IntN(9))})
		if source.IntN(6) > 0 {
			days = append(days, Day{at, value, bars[i].Note})
		}
	}
	return bars, days
}

func distribution() Histogram {
	made := Histogram{ID: "ratio", Title: "Profit per trade", Noun: "trades", Signed: true, Mean: 0.42, Median: 0.9,
		Format: func(value float64) string { return Amounts{Digits: 1, Signed: true}.text(value) + " %" }}
	for i := range 22 {
		from := float64(i-11) * 0.5
		made.Bins = append(made.Bins, Bin{from, from + 0.5, int(240 * math.Exp(-(from-0.6)*(from-0.6)/3))})
	}
	made.Bins[0].From, made.Bins[21].To = math.Inf(-1), math.Inf(1)
	return made
}

func hours() Week {
	made, source := Week{ID: "week", Title: "Profit by hour of the week", Amounts: usdt}, rand.New(rand.NewPCG(9, 7))
	for weekday := range 7 {
		for hour := range 24 {
			made.Hours[weekday][hour] = Hour{Value: math.Round(source.NormFloat64()*3000) / 100, Note: "4 trades", None: source.IntN(9) == 0}
		}
	}
	return made
}

func everything() []template.HTML {
	points := curve(2000, 4)
	bars, calendar := days(330)
	months := make([]Bar, 9)
	for i := range months {
		months[i] = Bar{Name: time.Month(i + 1).String()[:3], When: time.Month(i+1).String() + " 2025", Value: float64((i*37)%90-30) * 11.3, Note: "12 trades"}
	}
	balance := make([]Point, 0, 300)
	for i, point := range Thin(points, 300) {
		_ = i
		balance = append(balance, Point{point.At, 10000 + point.Equity, point.Depth})
	}
	equity := Equity{ID: "equity", Title: "Sum of profits", Name: "Profit", Amounts: usdt, Points: points}
	daily := Bars{ID: "days", Title: "Profit per day", Amounts: usdt, Bars: bars[:90]}
	return []template.HTML{
		equity.HTML() + equity.Table(20).HTML(),
		Equity{ID: "balance", Title: "Balance", Name: "Balance", Amounts: Amounts{Unit: "USDT", Digits: 2}, Points: balance[100:], Rebuilt: balance[:101], Capture: balance[100].At}.HTML(),
		daily.HTML() + daily.Table().HTML(),
		Bars{ID: "months", Title: "Profit per month", Amounts: usdt, Bars: months}.HTML(),
		distribution().HTML() + distribution().Table().HTML(),
		Calendar{ID: "calendar", Title: "Profit per day", Amounts: usdt, Year: 2025, Days: calendar}.HTML(),
		hours().HTML(),
		Split{ID: "split", Title: "Long and short", Parts: []Part{{"Long", 1380, "1,380 trades, +812.40 USDT"}, {"Short", 620, "620 trades, −91.15 USDT"}}}.HTML(),
		`<table><thead><tr><th scope="col">Pair</th><th scope="col" class="n">Profit</th><th scope="col">Share</th><th scope="col">Curve</th></tr></thead><tbody><tr><th scope="row">BTC/USDT</th><td class="n">+412.10</td><td>` + Share{412.1, -120, 412.1}.HTML() + `</td><td>` +
			Sparkline{Title: "BTC/USDT", Amounts: usdt, Values: []float64{0, 3, 5, 4, 9, 12, 10, 14}}.HTML() + `</td></tr><tr><th scope="row">SOL/USDT</th><td class="n">−120.00</td><td>` + Share{-120, -120, 412.1}.HTML() +
			`</td><td>` + Sparkline{Title: "SOL/USDT", Amounts: usdt, Values: []float64{0, -3, -5, -2, -9, -12, -10}}.HTML() + `</td></tr></tbody></table>`,
	}
}
