package ledger

import (
	"math/rand/v2"
	"testing"
	"time"
)

// The standard library reads the same, only slower.
func TestTimesAreReadAsTheStandardLibraryReadsThem(t *testing.T) {
	const layout = "2006-01-02 15:04:05.999999"
	random := rand.New(rand.NewPCG(1, 2))
	texts := []string{"0001-01-01 00:00:01", "1970-01-01 00:00:00.000000", "2000-02-29 23:59:59.999999", "2100-02-28 12:00:00.5",
		"9999-12-31 23:59:59.999999", "1969-12-31 23:59:59.999999"}
	for range 2000 {
		texts = append(texts, time.UnixMicro(random.Int64N(8e15)-4e15).UTC().Format("2006-01-02 15:04:05.000000"))
	}
	for _, text := range texts {
		want, err := time.Parse(layout, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := parseTime(text); got != At(want) {
			t.Errorf("%q is read as %v, want %v", text, got.Time(), want)
		}
	}
}

func TestWhatIsNoTimeIsNever(t *testing.T) {
	for _, value := range []any{nil, "", "soon", "2026-02-29 00:00:00", "2026-13-01 00:00:00", "2026-00-01 00:00:00", "2026-01-00 00:00:00",
		"2026-01-01 24:00:00", "2026-01-01 00:60:00", "2026-01-01 00:00:60", "2026-01-01 00:00:0x", "2026-01-01 00:00:00.", "2026-01-01 00:00:00.1234567",
		"2026-01-01 00:00:00+01:00", "2026-01-01", "0000-01-01 00:00:00", "-026-01-01 00:00:00", int64(5), 7.5, []byte("2026-01-01 00:00:00"),
		time.Date(292277, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}} {
		if got := asTime(valueOf(value)); got.Valid() {
			t.Errorf("%v is read as %v", value, got.Time())
		}
	}
}
