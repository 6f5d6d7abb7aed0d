package charts

import (
	"fmt"
	"strings"
	"time"
)

func (d *equityDrawing) say() {
	last, low := d.Points[len(d.Points)-1], d.Points[d.Low]
	d.When, d.Last, d.Fall = minute(last.At), d.text(last.Equity), d.fall(last)
	if low.Depth > 0 {
		d.Deepest = d.fall(low)
	}
	d.Description = strings.TrimSpace(d.words() + " " + d.Note)
}

func (d *equityDrawing) fall(point Point) string { return Amounts{Digits: d.Digits}.text(-point.Depth) }

// words say what the drawing shows.
func (d *equityDrawing) words() string {
	first, last, low, high := d.Points[0], d.Points[len(d.Points)-1], d.Points[0], d.Points[0]
	for _, point := range d.Points {
		if point.Equity < low.Equity {
			low = point
		}
		if point.Equity > high.Equity {
			high = point
		}
	}
	words := fmt.Sprintf("From %s to %s (UTC) it goes from %s to %s. The lowest is %s on %s, the highest %s on %s.", date(first.At),
		date(last.At), d.text(first.Equity), d.full(last.Equity), d.text(low.Equity), date(low.At), d.text(high.Equity), date(high.At))
	if deep := d.Points[d.Low]; deep.Depth > 0 {
		return words + fmt.Sprintf(" The deepest drawdown is %s on %s.", d.fall(deep), date(deep.At))
	}
	return words + " There is no drawdown."
}

// End is the last moment, in Unix seconds.
func (d equityDrawing) End() int64 { return d.Points[len(d.Points)-1].At.Unix() }

// DeepestDay is when the curve was farthest below its top.
func (d equityDrawing) DeepestDay() string { return date(d.Points[d.Low].At) }

func date(at time.Time) string { return at.UTC().Format("2 Jan 2006") }

func minute(at time.Time) string { return at.UTC().Format("2 Jan 2006, 15:04") }
