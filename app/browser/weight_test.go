package browser

import (
	"testing"

	"crypto-dashboard/app/browsertest"
	"crypto-dashboard/app/sample"
)

// heaviest is how much of markup, styles and scripts a first visit may need, without compression.
const heaviest = 60_000

func TestTheFirstPageIsLight(t *testing.T) {
	dashboard := start(t, ledgerOf(t, sample.Options{}))
	ctx := visit(t, dashboard, "/", browsertest.Options{})
	type part struct {
		Name string
		Size int
	}
	parts := browsertest.Ask[[]part](t, ctx, `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
		.filter(({ initiatorType }) => !['img', 'fetch', 'other'].includes(initiatorType)).map(({ name, decodedBodySize }) => ({ Name: name, Size: decodedBodySize }))`)
	sum := 0
	for _, part := range parts {
		sum += part.Size
	}
	if len(parts) < 4 || sum > heaviest {
		t.Errorf("the first page weighs %d bytes, want at most %d: %v", sum, heaviest, parts)
	}
}
