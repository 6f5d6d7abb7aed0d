package figures

import "math"

// sum adds up numbers without losing what the larger ones push out: as exact as twice the digits, so the order of the numbers
// does not show.
type sum struct{ total, rest float64 }

func (s *sum) add(number float64) {
	total := s.total + number
	part := total - s.total
	s.rest += (s.total - (total - part)) + (number - part)
	s.total = total
}

// join adds another sum.
func (s *sum) join(other sum) {
	s.add(other.total)
	s.add(other.rest)
}

// value is NaN or infinite once the numbers got too large.
func (s sum) value() float64 { return s.total + s.rest }

// spread is the mean of numbers and how far they are from it.
type spread struct {
	count   int
	mean    float64
	squares float64 // of the distances from the mean
}

func (s *spread) add(number float64) {
	s.count++
	distance := number - s.mean
	s.mean += distance / float64(s.count)
	s.squares += distance * (number - s.mean)
}

func (s spread) finite() bool { return valueOf(s.squares).OK() }

// population is the standard deviation over n, as numpy's std has it: NaN without a number.
func (s spread) population() float64 { return math.Sqrt(s.squares / float64(s.count)) }

// sample is the standard deviation over n − 1, as pandas' std has it: NaN for less than two.
func (s spread) sample() float64 { return math.Sqrt(s.squares / float64(s.count-1)) }
