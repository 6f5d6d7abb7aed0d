package figures

import (
	"math"
	"slices"
)

// middle finds the median of any number of numbers in little memory: it counts them in bins that are each 0.2 % wide, so the
// answer is off by at most 0.1 % of itself. Numbers as near to 0 as tiny count as 0.
type middle struct {
	below, above bins // by magnitude: numbers below 0 and above
	zero         int
}

const tiny = 1e-12

var perBin = math.Log(1.001 / 0.999)

// binOf is the bin of a magnitude: found once, and then counted for several.
type binOf struct {
	sign int
	bin  int32
}

func placeOf(number float64) binOf {
	magnitude := math.Abs(number)
	if magnitude < tiny {
		return binOf{}
	}
	place := binOf{1, int32(math.Floor(math.Log(magnitude) / perBin))}
	if number < 0 {
		place.sign = -1
	}
	return place
}

func (m *middle) add(place binOf) {
	switch place.sign {
	case -1:
		m.below.add(place.bin)
	case 0:
		m.zero++
	case 1:
		m.above.add(place.bin)
	}
}

func (m middle) clone() middle {
	m.below.counts, m.above.counts = slices.Clone(m.below.counts), slices.Clone(m.above.counts)
	return m
}

// median is the number in the middle, or half way between the two.
func (m middle) median() Value {
	count := m.below.total + m.zero + m.above.total
	if count == 0 {
		return absent(NoTrades)
	}
	return valueOf(m.at((count-1)/2)/2 + m.at(count/2)/2)
}

// at is the number with so many smaller ones.
func (m middle) at(rank int) float64 {
	switch {
	case rank < m.below.total:
		return -m.below.at(m.below.total - 1 - rank)
	case rank < m.below.total+m.zero:
		return 0
	}
	return m.above.at(rank - m.below.total - m.zero)
}

// bins counts numbers in bins from first on.
type bins struct {
	first  int32
	counts []uint32
	total  int
}

func (b *bins) add(bin int32) {
	switch {
	case len(b.counts) == 0:
		b.first, b.counts = bin, make([]uint32, 1)
	case bin < b.first:
		b.counts = append(make([]uint32, b.first-bin, int(b.first-bin)+len(b.counts)), b.counts...)
		b.first = bin
	case int(bin-b.first) >= len(b.counts):
		b.counts = append(b.counts, make([]uint32, int(bin-b.first)+1-len(b.counts))...)
	}
	b.counts[bin-b.first]++
	b.total++
}

// at is the middle of the bin of the number with so many smaller ones.
func (b bins) at(rank int) float64 {
	for i, count := range b.counts {
		if rank -= int(count); rank < 0 {
			return math.Exp(float64(int(b.first)+i)*perBin) * 1.001
		}
	}
	return math.NaN()
}
