package ledger

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/sample/postgrestest"
)

var discard = slog.New(slog.DiscardHandler)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

// place is a database: where the bot writes it, and the address at which it is read.
type place struct{ bot, ledger string }

// onEveryEngine runs a test with a database of each engine.
func onEveryEngine(t *testing.T, options sample.Options, test func(*testing.T, place)) {
	t.Run("sqlite", func(t *testing.T) { test(t, sqlitePlace(t, options)) })
	t.Run("postgresql", func(t *testing.T) { test(t, postgresPlace(t, options)) })
}

func sqlitePlace(t *testing.T, options sample.Options) place {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bot.sqlite")
	return place{path, "sqlite://" + path}.filled(t, options)
}

func postgresPlace(t *testing.T, options sample.Options) place {
	t.Helper()
	location := postgrestest.Start(t)
	return place{location, postgrestest.ReadOnly(location)}.filled(t, options)
}

func (p place) filled(t *testing.T, options sample.Options) place {
	t.Helper()
	if err := sample.WriteTo(t.Context(), p.bot, options); err != nil {
		t.Fatal(err)
	}
	return p
}

// start gives a bot that writes there until the test ends.
func (p place) start(t testing.TB) *sample.Bot {
	t.Helper()
	bot, err := sample.StartBot(t.Context(), p.bot, noon)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bot.Stop() })
	return bot
}

// follow gives a keeper that has read the database.
func (p place) follow(t testing.TB) *Keeper {
	t.Helper()
	keeper, err := NewKeeper(p.ledger, discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(keeper.source.close)
	refresh(t, keeper)
	return keeper
}

// read is a snapshot by a keeper that has seen nothing before.
func (p place) read(t testing.TB) *Snapshot {
	t.Helper()
	keeper := must[*Keeper](t)(NewKeeper(p.ledger, discard))
	defer keeper.source.close()
	return refresh(t, keeper)
}

// refresh is a look at the database that must succeed.
func refresh(t testing.TB, keeper *Keeper) *Snapshot {
	t.Helper()
	keeper.Refresh(t.Context())
	state := keeper.State()
	if state.Problem != "" {
		t.Fatalf("cannot read: %s", state.Problem)
	}
	return state.Snapshot
}

// slow makes a keeper take its database for a large one: changes are read quickly, and fully only when they have to be.
func slow(keeper *Keeper) { keeper.reader.full = pace{at: time.Now(), took: time.Hour} }

func exec(t *testing.T, bot *sample.Bot, statement string, args ...any) {
	t.Helper()
	if err := bot.Exec(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func must[T any](t testing.TB) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
