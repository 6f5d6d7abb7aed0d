package ledger

import (
	"context"
	"errors"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/sample/postgrestest"
)

// postgresOf is a keeper's source.
func postgresOf(keeper *Keeper) *postgresSource { return keeper.source.(*postgresSource) }

// Even the role that owns the tables cannot write through the connections of a keeper.
func TestPostgresRefusesEveryWrite(t *testing.T) {
	p := postgresPlace(t, sample.Options{Closed: 30})
	keeper := place{p.bot, p.bot}.follow(t)
	source := postgresOf(keeper)
	must[*Detail](t)(keeper.Detail(t.Context(), 1))
	for name, on := range map[string]*server{"following": source.main.server, "questions": must[*server](t)(source.take(t.Context()))} {
		for _, statement := range []string{"DELETE FROM trades", "CREATE TABLE mine (id int)", "UPDATE orders SET cost = 1"} {
			_, err := on.Exec(t.Context(), statement)
			if refused := (*pgconn.PgError)(nil); !errors.As(err, &refused) || refused.Code != "25006" {
				t.Errorf("%s: %q gives %v, want a read-only transaction (25006)", name, statement, err)
			}
		}
		on.end()
	}
}

func TestPostgresSaysWhyItCannotRead(t *testing.T) {
	healthy := postgresPlace(t, sample.Options{Closed: 30})
	changed := func(what, with string) func(*testing.T) place {
		return func(*testing.T) place { return place{healthy.bot, strings.Replace(healthy.ledger, what, with, 1)} }
	}
	executed := func(statement string) func(*testing.T) place {
		return func(t *testing.T) place {
			p := postgresPlace(t, sample.Options{Closed: -1})
			exec(t, p.start(t), statement)
			return p
		}
	}
	cases := []struct {
		name, want string
		spoilt     func(*testing.T) place
	}{
		{"nobody listens", "cannot be reached", changed("127.0.0.1", "127.0.0.2")},
		{"a wrong password", "refuses the dashboard's role", changed("dashboard-password", "wrong")},
		{"an unknown role", "refuses the dashboard's role", changed("dashboard:", "stranger:")},
		{"no such database", "no database of this name", changed("/freqtrade_", "/nothing_")},
		{"not allowed to read a table", "no permission", executed("REVOKE SELECT ON orders FROM dashboard")},
		{"no tables", "no trades table yet", executed("DROP TABLE trade_custom_data; DROP TABLE orders; DROP TABLE trades")},
		{"another program's", "not a freqtrade database", executed("ALTER TABLE trades DROP COLUMN pair")},
		{"other types", "not a freqtrade database", executed("ALTER TABLE trades ALTER COLUMN is_open TYPE text")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			keeper := must[*Keeper](t)(NewKeeper(c.spoilt(t).ledger, discard))
			defer keeper.source.close()
			keeper.Refresh(t.Context())
			if problem := keeper.State().Problem; !strings.Contains(problem, c.want) || strings.Contains(problem, "/") {
				t.Errorf("the problem is %q, want one with %q", problem, c.want)
			}
		})
	}
}

func TestPostgresLimits(t *testing.T) {
	p := postgresPlace(t, sample.Options{Closed: 30})
	short := func(setting string) *Keeper {
		keeper := must[*Keeper](t)(NewKeeper(p.ledger, discard))
		t.Cleanup(keeper.source.close)
		postgresOf(keeper).config.RuntimeParams[setting] = "100"
		return keeper
	}
	err := short("statement_timeout").source.ask(t.Context(), func(from session) error {
		return from.query(t.Context(), "SELECT 1 FROM pg_sleep(20)", func(row) error { return nil })
	})
	if Reason(err) != tooLong {
		t.Errorf("a statement that hangs gives %q (%v)", Reason(err), err)
	}
	locker := must[*pgx.Conn](t)(pgx.Connect(t.Context(), p.bot))
	defer locker.Close(context.Background())
	tx := must[pgx.Tx](t)(locker.Begin(t.Context()))
	must[pgconn.CommandTag](t)(tx.Exec(t.Context(), "LOCK TABLE trades IN ACCESS EXCLUSIVE MODE"))
	keeper := short("lock_timeout")
	keeper.Refresh(t.Context())
	if got := keeper.State().Problem; got != locked {
		t.Errorf("a locked table gives %q", got)
	}
	tx.Rollback(t.Context())
	refresh(t, keeper)
}

func TestPostgresPasswordFromElsewhere(t *testing.T) {
	p := postgresPlace(t, sample.Options{Closed: 30})
	location := must[*url.URL](t)(url.Parse(p.ledger))
	password, _ := location.User.Password()
	location.User = url.User(location.User.Username())
	answer, failure := "the wrong secret", error(nil)
	keeper := must[*Keeper](t)(NewKeeper(location.String(), discard, WithPassword(func() (string, error) { return answer, failure })))
	defer keeper.source.close()
	_, err := keeper.source.look(t.Context())
	if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(Reason(err), "refuses") {
		t.Errorf("a wrong password gives %v", err)
	}
	answer, failure = "", errors.New("no such credential")
	if _, err := keeper.source.look(t.Context()); !strings.Contains(Reason(err), "file with the password") {
		t.Errorf("without a password file: %v", err)
	}
	answer, failure = password, nil
	refresh(t, keeper)
}

func TestPostgresOverAUnixSocket(t *testing.T) {
	p := postgresPlace(t, sample.Options{Closed: 30})
	location := must[*url.URL](t)(url.Parse(p.ledger))
	sockets, _ := filepath.Glob(filepath.Join(os.TempDir(), "postgrestest*", ".s.PGSQL."+location.Port()))
	if len(sockets) != 1 {
		t.Fatalf("found the sockets %q", sockets)
	}
	query := url.Values{"host": {filepath.Dir(sockets[0])}, "port": {location.Port()}, "user": {"dashboard"}}
	p.ledger = "postgres://" + location.Path + "?" + query.Encode()
	if got := len(p.read(t).Closed); got != 30 {
		t.Errorf("read %d trades", got)
	}
}

// A server that was away is found again, and until then the last data are shown.
func TestPostgresComesBack(t *testing.T) {
	server := postgrestest.Alone(t)
	location := server.Database(t)
	p := place{location, postgrestest.ReadOnly(location)}.filled(t, sample.Options{Closed: 30})
	keeper := p.follow(t)
	before := keeper.State().Snapshot
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	keeper.Refresh(t.Context())
	if state := keeper.State(); state.Problem == "" || state.Snapshot != before {
		t.Errorf("while it is stopped: %q, snapshot kept: %v", state.Problem, state.Snapshot == before)
	}
	if _, err := keeper.Detail(t.Context(), 1); err == nil {
		t.Error("a stopped server answers a question")
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	if after := refresh(t, keeper); after != before {
		t.Error("the same data are another snapshot")
	}
	must[*Detail](t)(keeper.Detail(t.Context(), 1))
}

// A connection that breaks between two looks is replaced at once.
func TestPostgresReplacesABrokenConnection(t *testing.T) {
	p := postgresPlace(t, sample.Options{Closed: 30})
	keeper := p.follow(t)
	must[*Detail](t)(keeper.Detail(t.Context(), 1))
	killer := must[*pgx.Conn](t)(pgx.Connect(t.Context(), p.ledger))
	defer killer.Close(context.Background())
	must[pgconn.CommandTag](t)(killer.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = 'crypto-dashboard'"))
	before := keeper.State().Snapshot
	if after := refresh(t, keeper); after != before {
		t.Error("the same data are another snapshot")
	}
	must[*Detail](t)(keeper.Detail(t.Context(), 1))
}

// What others write to the same server is no change: not in the version, and not for those who wait.
func TestPostgresUnrelatedWrites(t *testing.T) {
	p, other := postgresPlace(t, sample.Options{Closed: 30}), postgresPlace(t, sample.Options{Closed: 30})
	keeper, bot, stranger := p.follow(t), p.start(t), other.start(t)
	before := refresh(t, keeper)
	exec(t, bot, "CREATE TABLE unrelated (id int); INSERT INTO unrelated VALUES (1)")
	must[*sample.Trade](t)(stranger.AddClosed(t.Context(), noon, 0.01))
	for range 2 {
		if after := refresh(t, keeper); after != before {
			t.Errorf("the version changed from %s to %s", before.Version, after.Version)
		}
		exec(t, bot, "VACUUM (FREEZE) trades")
		slow(keeper)
	}
	if read := p.read(t); read.Version != before.Version {
		t.Error("another process names the same data otherwise")
	}
}

// A transaction is not seen before it ends, and then at once, although nothing was written any more.
func TestPostgresSeesATransactionWhenItEnds(t *testing.T) {
	p := postgresPlace(t, sample.Options{Closed: 30})
	keeper := p.follow(t)
	writer := must[*pgx.Conn](t)(pgx.Connect(t.Context(), p.bot))
	defer writer.Close(context.Background())
	tx := must[pgx.Tx](t)(writer.Begin(t.Context()))
	must[pgconn.CommandTag](t)(tx.Exec(t.Context(), "DELETE FROM pairlocks"))
	if snapshot := refresh(t, keeper); len(snapshot.Locks) == 0 {
		t.Error("it is seen before its end")
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if snapshot := refresh(t, keeper); len(snapshot.Locks) != 0 {
		t.Error("it is not seen")
	}
}

// Other types of columns are read as what they hold.
func TestPostgresColumnsOfOtherTypes(t *testing.T) {
	p := postgresPlace(t, sample.Options{Closed: 30})
	want := p.read(t)
	bot := p.start(t)
	for column, kind := range map[string]string{"close_profit_abs": "numeric", "open_rate": "real", "amount": "text", "leverage": "integer", "id": "bigint",
		"open_date": "timestamptz", "enter_tag": "text", "close_profit": "varchar", "stake_amount": "numeric(40, 20)"} {
		exec(t, bot, "ALTER TABLE trades ALTER COLUMN "+column+" TYPE "+kind+" USING "+column+"::"+kind)
	}
	keeper := p.follow(t)
	for i, trade := range keeper.State().Snapshot.Closed {
		if math.Abs(float64(trade.CloseProfitAbs-want.Closed[i].CloseProfitAbs)) > 1e-12 || trade.Stake != want.Closed[i].Stake || trade.OpenDate != want.Closed[i].OpenDate || trade.Leverage != 1 {
			t.Errorf("read %+v, want %+v", trade, want.Closed[i])
		}
		if trade.Amount.Valid() || trade.CloseProfit.Valid() {
			t.Errorf("text is taken for the numbers %v and %v", trade.Amount, trade.CloseProfit)
		}
	}
	must[*Detail](t)(keeper.Detail(t.Context(), 1))
}

func TestPostgresKeepsFewConnections(t *testing.T) {
	p := postgresPlace(t, sample.Options{Closed: 30})
	keeper := p.follow(t)
	for range 5 {
		must[*Detail](t)(keeper.Detail(t.Context(), 1))
		refresh(t, keeper)
	}
	source := postgresOf(keeper)
	if opened := source.opened.Load(); opened != 2 {
		t.Errorf("opened %d connections", opened)
	}
	source.closeOne()
	if left := len(source.others); left != 0 {
		t.Errorf("%d connections are left", left)
	}
	must[*Detail](t)(keeper.Detail(t.Context(), 1))
}

func TestPostgresAddressesThatAreNone(t *testing.T) {
	for _, address := range []string{"postgres://u@h:99999/db", "postgres://%zz/db", "mysql://h/db", "sqlite:///", "sqlite://relative", ""} {
		if _, err := NewKeeper(address, discard); err == nil {
			t.Errorf("%q is taken for an address", address)
		}
	}
}
