package api_test

import (
	"testing"

	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/sample/postgrestest"
	"crypto-dashboard/app/settings"
)

// The same rows give the same answers, byte for byte, in whichever database they are.
func TestPostgreSQLGivesTheSameAnswers(t *testing.T) {
	t.Parallel()
	for _, options := range []sample.Options{{Closed: 60}, {Closed: 60, Mode: sample.Futures, Version: "2024.10"}} {
		location := postgrestest.Start(t)
		if err := sample.WritePostgres(t.Context(), location, options); err != nil {
			t.Fatal(err)
		}
		postgres := siteOf(t, settings.Bot{Name: "alpha", Ledger: postgrestest.ReadOnly(location), StartingBalance: sample.StartingBalance,
			HasBalance: true})
		sqlite := newSite(t, options)
		for _, path := range append([]string{"trades?order_by_id=false&limit=50", "trade/1", "trade/20", "trade/62"}, paths...) {
			if a, b := string(postgres.get(path).body), string(sqlite.get(path).body); a != b {
				t.Errorf("%s is in PostgreSQL\n%.3000s\nin SQLite\n%.3000s", path, a, b)
			}
		}
	}
}
