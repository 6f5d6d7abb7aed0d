package charts

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestBarsGoUpAndDownFromZero(t *testing.T) {
	bars := Bars{ID: "b", Title: "Profit per month", Amounts: usdt, Bars: []Bar{{"Jan", "January 2025", 30, "2 trades"}, {"Feb", "February 2025", -15, ""}, {"Mar", "March 2025", 0, ""}}}
	drawing := bars.drawing()
	gain, loss, flat := drawing.Marks[0], drawing.Marks[1], drawing.Marks[2]
	if gain.Class != "gain" || math.Abs(gain.Y+gain.Height-drawing.Zero) > 0.01 || loss.Class != "loss" || loss.Y != drawing.Zero || flat.Class != "flat" {
		t.Errorf("zero is at %v, the bars are %+v", drawing.Zero, drawing.Marks)
	}
	if math.Abs(gain.Height-2*loss.Height) > 0.01 {
		t.Errorf("30 is %v high and 15 %v", gain.Height, loss.Height)
	}
	if gain.Words != "January 2025: +30.00 USDT, 2 trades" || loss.Words != "February 2025: −15.00 USDT" {
		t.Errorf("the bars say %q and %q", gain.Words, loss.Words)
	}
	if drawing.Rest != "Best +30.00 USDT, January 2025 · worst −15.00 USDT, February 2025" ||
		!strings.HasPrefix(drawing.Description, "3 periods from January 2025 to March 2025, 1 of them with a gain.") {
		t.Errorf("the words are %q and %q", drawing.Rest, drawing.Description)
	}
	if rows := bars.Table().Rows; len(rows) != 3 || rows[2][1] != "+30.00" {
		t.Errorf("the table has %v", rows)
	}
}

func TestBinsMeansAndTheirWords(t *testing.T) {
	drawing := distribution().drawing()
	if words := drawing.Marks[0].Words; words != "below −5.0 %: 0 trades" {
		t.Errorf("the first bin says %q", words)
	}
	if words := drawing.Marks[12].Words; words != "+0.5 % to +1.0 %: 239 trades" {
		t.Errorf("a bin says %q", words)
	}
	for i, mark := range drawing.Marks {
		if want := map[bool]string{true: "loss", false: "gain"}[i < 11]; mark.Class != want {
			t.Errorf("bin %d is a %s", i, mark.Class)
		}
	}
	for i, axis := range drawing.Axes {
		if !slices.ContainsFunc(axis.Lines, func(line column) bool { return line.Label == "0.0 %" && line.At == 0.5 }) {
			t.Errorf("zero has no name at %v pixels: %v", widths[i].pixels, axis.Lines)
		}
	}
	if len(drawing.Means) != 2 || math.Abs(drawing.Means[0].X-(11+0.84)/22) > 1e-9 || drawing.Means[0].Label != "mean +0.4 %" || math.Abs(drawing.Means[1].X-(12+0.8)/22) > 1e-9 {
		t.Errorf("the means are %+v", drawing.Means)
	}
	if !strings.Contains(drawing.Description, "The median +0.9 %.") {
		t.Errorf("the description is %q", drawing.Description)
	}
}

// The names of mean and median do not lie on each other or on the other's line, wherever the two are.
func TestNamesOfMeansKeepApart(t *testing.T) {
	for mean := -5.4; mean < 5.5; mean += 0.3 {
		for median := -5.4; median < 5.5; median += 0.3 {
			histogram := distribution()
			histogram.Mean, histogram.Median = math.Round(mean*10)/10, math.Round(median*10)/10
			for _, width := range widths {
				checkMeans(t, histogram.means(), width.pixels)
			}
		}
	}
}

func checkMeans(t *testing.T, lines []meanLine, width float64) {
	t.Helper()
	var boxes []frame
	for _, line := range lines {
		size, at := float64(utf8.RuneCountInString(line.Label))*6.8, line.X*width
		box := frame{at + 6, line.Y - 6, at + 6 + size, line.Y + 6}
		if line.Left {
			box.left, box.right = at-6-size, at-6
		}
		if box.left < 0 || box.right > width+50 {
			t.Fatalf("%+v sticks out at %v pixels", line, width)
		}
		boxes = append(boxes, box)
	}
	a, b := boxes[0], boxes[1]
	if a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom {
		t.Fatalf("%+v lie on each other at %v pixels", lines, width)
	}
	for i, box := range boxes {
		other := lines[1-i]
		if x := other.X * width; x > box.left && x < box.right && other.Y < box.bottom {
			t.Fatalf("a line of %+v crosses the other's name at %v pixels", lines, width)
		}
	}
}

// Weeks are columns that begin on Monday; losses have a minus besides their colour, days without a trade have neither.
func TestDaysOfTheCalendar(t *testing.T) {
	calendar := Calendar{ID: "c", Title: "Profit per day", Amounts: usdt, Year: 2024, Days: []Day{
		{time.Date(2024, 2, 29, 23, 0, 0, 0, time.UTC), 12, "3 trades"}, {time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC), -40, ""}, {time.Date(2023, 12, 31, 0, 0, 0, 0, time.UTC), 9, ""}}}
	drawing, days := calendar.drawing(), map[string]cell{}
	for _, quarter := range drawing.Quarters {
		for _, cell := range quarter.Cells {
			days[cell.Words] = cell
		}
	}
	if len(days) != 366 {
		t.Errorf("the year has %d days", len(days))
	}
	gain, loss := days["Thu 29 Feb 2024: +12.00 USDT, 3 trades"], days["Tue 31 Dec 2024: −40.00 USDT"]
	if gain.Class != "g2" || gain.Y != daysTop+3*dayPitch || loss.Class != "l4" || loss.Y != daysTop+dayPitch || days["Mon 1 Jan 2024: nothing closed"].Class != "none" {
		t.Errorf("the days are %+v and %+v", gain, loss)
	}
	if strings.Count(drawing.Quarters[3].Minus, "h6") != 1 || drawing.Quarters[0].Minus != "" {
		t.Errorf("minus signs are %q and %q", drawing.Quarters[0].Minus, drawing.Quarters[3].Minus)
	}
	if drawing.Strongest != "30 USDT" {
		t.Errorf("the strongest colour is from %q on", drawing.Strongest)
	}
	if drawing.Rest != "2024: 1 days with a gain, 1 with a loss" {
		t.Errorf("the words are %q", drawing.Rest)
	}
}

// A month's name is over the first week that begins in it.
func TestNamesOfMonthsAreOverTheirWeeks(t *testing.T) {
	second := Calendar{ID: "c", Year: 2024}.drawing().Quarters[1]
	for i, monday := range []string{"Mon 1 Apr 2024: nothing closed", "Mon 6 May 2024: nothing closed", "Mon 3 Jun 2024: nothing closed"} {
		for _, cell := range second.Cells {
			if cell.Words == monday && cell.X != second.Months[i].X {
				t.Errorf("%s is at %v, the name at %v", monday, cell.X, second.Months[i])
			}
		}
	}
}

func TestNamesOfMonthsDoNotTouch(t *testing.T) {
	for year := 1999; year < 2030; year++ {
		for _, quarter := range (Calendar{ID: "c", Year: year}).drawing().Quarters {
			for i := 1; i < 3; i++ {
				if gap := quarter.Months[i].X - quarter.Months[i-1].X; gap < 2*dayPitch {
					t.Errorf("%d: %v are %v apart", year, quarter.Months, gap)
				}
			}
			if quarter.Width > 284+dayPitch {
				t.Errorf("%d: a quarter is %v wide", year, quarter.Width)
			}
		}
	}
}

func TestHoursOfTheWeek(t *testing.T) {
	week := Week{ID: "w", Title: "Hours", Amounts: usdt}
	for weekday := range week.Hours {
		for hour := range week.Hours[weekday] {
			week.Hours[weekday][hour].None = true
		}
	}
	week.Hours[2][7] = Hour{Value: 20, Note: "1 trade"}
	week.Hours[6][23] = Hour{Value: -5}
	drawing := week.drawing()
	if got := drawing.Marks[2*24+7]; got.Words != "Wednesday 07:00 to 08:00: +20.00 USDT, 1 trade" || got.Class != "g4" {
		t.Errorf("an hour is %+v", got)
	}
	if got := drawing.Marks[6*24+23]; got.Words != "Sunday 23:00 to 24:00: −5.00 USDT" || got.Class != "l2" || len(drawing.Minus) != 1 {
		t.Errorf("the last hour is %+v with %d minus signs", got, len(drawing.Minus))
	}
	if drawing.Rest != "Best +20.00 USDT, Wednesday 07:00 to 08:00 · worst −5.00 USDT, Sunday 23:00 to 24:00" || len(week.Table().Rows) != 2 {
		t.Errorf("the words are %q", drawing.Rest)
	}
}

// A day far beyond the others does not fade them.
func TestShades(t *testing.T) {
	values := many(100)
	scale := heatOf(append(values, 1e9))
	for value, want := range map[float64]string{99: "g4", -99: "l4", 1: "g1", -1: "l1", 0: "z", 1e9: "g4", 55: "g3"} {
		if class := scale.class(value); class != want {
			t.Errorf("%v is %s, want %s (%+v)", value, class, want, scale)
		}
	}
}

func TestPartsOfAWhole(t *testing.T) {
	root := parse(t, Split{ID: "s", Title: "Long and short", Parts: []Part{{"Long", 30, "30 trades"}, {"Short", 10, "10 trades"}}}.HTML())
	rects := root.all("rect", "")
	if rects[0].attributes["width"] != "75%" || rects[1].attributes["x"] != "75%" || rects[1].attributes["width"] != "25%" {
		t.Errorf("the parts are %v and %v", rects[0].attributes, rects[1].attributes)
	}
	if words := root.all("desc", "")[0].words(); words != "Long 30 trades, 75.0 %; Short 10 trades, 25.0 %." {
		t.Errorf("the description is %q", words)
	}
}

func TestSharesBeginAtZero(t *testing.T) {
	gain, loss := parse(t, Share{30, -10, 30}.HTML()), parse(t, Share{-10, -10, 30}.HTML())
	if rect := gain.all("rect", "gain")[0].attributes; rect["x"] != "25%" || rect["width"] != "75%" {
		t.Errorf("a gain is %v", rect)
	}
	if rect := loss.all("rect", "loss")[0].attributes; rect["x"] != "0%" || rect["width"] != "25%" {
		t.Errorf("a loss is %v", rect)
	}
}

func TestSparklinesSayHowTheyEnd(t *testing.T) {
	root := parse(t, Sparkline{"BTC/USDT", usdt, []float64{0, 4, -2}}.HTML())
	if words := root.all("title", "")[0].words(); words != "BTC/USDT: from 0.00 to −2.00 USDT" {
		t.Errorf("it says %q", words)
	}
	path := follow(t, root.all("path", "loss")[0].attributes["d"])
	if len(path) != 3 || path[0].x != 0 || path[2].x != 100 || path[1].y > path[0].y || path[2].y < path[0].y {
		t.Errorf("it goes %v", path)
	}
}
