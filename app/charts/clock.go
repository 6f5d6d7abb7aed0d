package charts

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// clock places moments on the axis of time: Start in Unix seconds, then steps of so many seconds.
type clock struct {
	Start, Step int64
	width       int64 // steps that the axis is long
}

// clockOf spans all points. A moment alone stands in the middle of a day.
func clockOf(lines ...[]Point) clock {
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for _, points := range lines {
		for _, point := range points {
			first, last = min(first, point.At.Unix()), max(last, point.At.Unix())
		}
	}
	switch {
	case first == last:
		return clock{first - modulo(first, 60) - day/2, 60, day / 60}
	case last-first < day:
		return clock{first, 1, last - first}
	}
	first -= modulo(first, 60)
	return clock{first, 60, (last - first) / 60}
}

// x is a moment in steps.
func (c clock) x(at time.Time) int64 { return (at.Unix() - c.Start) / c.Step }

// share is where a moment is across the drawing.
func (c clock) share(at time.Time) float64 {
	return min(max(float64(c.x(at))/float64(c.width), 0), 1)
}

// series is a path, and where it begins: the script reads the points from both.
type series struct{ Path, From string }

// series is the path of points. A filled one goes on to both sides out of the drawing and back along its base, so that only the
// curve itself is seen.
func (c clock) series(points []Point, y func(Point) float64, filled bool) series {
	if len(points) == 0 {
		return series{}
	}
	x, high := c.x(points[0].At), y(points[0])
	from := fmt.Sprintf("%d %.0f", x, high)
	steps := c.steps(points, y)
	if !filled {
		return series{"M" + from + steps, from}
	}
	aside := c.width/50 + 1
	left := -aside
	if x > 0 {
		left = x
	}
	return series{fmt.Sprintf("M%d 0V%.0fH%d%sH%dV0", left, high, x, steps, c.width+aside), from}
}

// steps are the moves from point to point.
func (c clock) steps(points []Point, y func(Point) float64) string {
	if len(points) == 1 {
		return "l0 0"
	}
	var path strings.Builder
	x, high, before := c.x(points[0].At), y(points[0]), "l"
	for _, point := range points[1:] {
		nextX, next := c.x(point.At), y(point)
		path.WriteString(before)
		path.WriteString(strconv.FormatInt(nextX-x, 10))
		if next >= high {
			path.WriteByte(' ') // a minus sets numbers apart as well
		}
		path.WriteString(strconv.FormatFloat(next-high, 'f', 0, 64))
		x, high, before = nextX, next, " "
	}
	return path.String()
}

// spot is a path of no length: its round ends make a dot that stays round however the drawing is stretched.
func (c clock) spot(point Point, y func(Point) float64) string {
	return fmt.Sprintf("M%d %.0fh0", c.x(point.At), y(point))
}

// axis are the lines of time for drawings of a width or more.
type axis struct {
	Class string
	Lines []column
}

var widths = []struct {
	class  string
	pixels float64
}{{"small", 230}, {"medium", 480}, {"large", 880}}

func (c clock) axes() []axis {
	made := make([]axis, len(widths))
	for i, width := range widths {
		made[i] = axis{width.class, columns(c.Start, c.Start+c.width*c.Step, width.pixels)}
	}
	return made
}
