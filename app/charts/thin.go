package charts

// Thin keeps the shape of a curve with about the given number of points: of each stretch the lowest, the highest, the deepest
// below the top, and the last.
func Thin(points []Point, most int) []Point {
	if len(points) <= most || most < 1 {
		return points
	}
	stretch := max(1, (len(points)*4+most-1)/most)
	thin := make([]Point, 0, most+4)
	thin = append(thin, points[0])
	for begin := 1; begin < len(points); begin += stretch {
		thin = appendNotable(thin, points[begin:min(begin+stretch, len(points))])
	}
	return thin
}

// appendNotable appends what a stretch is known by, in order.
func appendNotable(thin, stretch []Point) []Point {
	low, high, deep := 0, 0, 0
	for i, point := range stretch {
		if point.Equity < stretch[low].Equity {
			low = i
		}
		if point.Equity > stretch[high].Equity {
			high = i
		}
		if point.Depth > stretch[deep].Depth {
			deep = i
		}
	}
	for i, point := range stretch {
		if i == low || i == high || i == deep || i == len(stretch)-1 {
			thin = append(thin, point)
		}
	}
	return thin
}
