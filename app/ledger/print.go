package ledger

import (
	"math"
	"math/bits"
)

// print is a fingerprint. The same data has the same one in every process; other data has another one, as far as 64 bits can tell.
type print uint64

// with takes one more word in.
func (p print) with(word uint64) print {
	high, low := bits.Mul64(uint64(p)^0x9e3779b97f4a7c15, word^0xe7037ed1a0b428db)
	return print(bits.RotateLeft64(uint64(p), 23) ^ high ^ low*0xd6e8feb86659fd93)
}

func (p print) withNumber(n Number) print {
	if !n.Valid() {
		return p.with(1) // there is more than one NaN
	}
	return p.with(math.Float64bits(float64(n)))
}

func (p print) withText(text string) print {
	p = p.with(uint64(len(text)))
	for ; len(text) >= 8; text = text[8:] {
		p = p.with(uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
			uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56)
	}
	rest := uint64(0)
	for i := range len(text) {
		rest = rest<<8 | uint64(text[i])
	}
	return p.with(rest)
}

func (p print) withBool(value bool) print {
	if value {
		return p.with(2)
	}
	return p.with(3)
}

// withRow takes all values of a row in.
func (p print) withRow(r row) print {
	for _, value := range r {
		p = p.with(4 + uint64(value.kind)).with(value.bits)
		if value.kind == words || value.kind == blob {
			p = p.withText(value.text)
		}
	}
	return p
}

// ofTrade is the print of all that a trade in memory holds.
func ofTrade(t *Trade) print {
	p := print(0).with(uint64(t.ID)).with(uint64(t.OpenDate)).with(uint64(t.CloseDate))
	for _, number := range t.numbers() {
		p = p.withNumber(number)
	}
	p = p.with(math.Float64bits(t.Leverage)).with(math.Float64bits(t.Entered)).with(math.Float64bits(t.Traded))
	for _, text := range [...]Text{t.Pair, t.EnterTag, t.ExitReason, t.Strategy, t.StakeCurrency, t.BaseCurrency} {
		p = p.with(uint64(text.print()))
	}
	return p.with(uint64(t.Mode)).withBool(t.IsOpen).withBool(t.IsShort)
}

func (t *Trade) numbers() [8]Number {
	return [...]Number{t.OpenRate, t.CloseRate, t.CloseProfit, t.CloseProfitAbs, t.Stake, t.Amount, t.Fees, t.Funding}
}
