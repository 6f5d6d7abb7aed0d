package postgrestest

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func TestMain(m *testing.M) { Main(m) }

func connect(t *testing.T, location string) *pgx.Conn {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), location)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close(context.Background()) })
	return connection
}

func run(t *testing.T, connection *pgx.Conn, statement string) {
	t.Helper()
	if _, err := connection.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestEveryDatabaseIsEmptyAndItsOwnersAlone(t *testing.T) {
	first, second := connect(t, Start(t)), connect(t, Start(t))
	run(t, first, "CREATE TABLE trades (id SERIAL)")
	run(t, second, "CREATE TABLE trades (id SERIAL)")
}

func TestTheReaderMayOnlySelect(t *testing.T) {
	location := Start(t)
	run(t, connect(t, location), "CREATE TABLE trades (id INTEGER)")
	reader := connect(t, ReadOnly(location))
	run(t, reader, "SELECT count(*) FROM trades")
	for _, statement := range []string{"INSERT INTO trades VALUES (1)", "DELETE FROM trades", "CREATE TABLE own (id INTEGER)"} {
		_, err := reader.Exec(t.Context(), statement)
		if refused := (*pgconn.PgError)(nil); !errors.As(err, &refused) || refused.Code != "42501" {
			t.Errorf("%s gives %v, want insufficient privilege (42501)", statement, err)
		}
	}
}

func TestTheRolesNeedTheirPasswords(t *testing.T) {
	location := strings.Replace(Start(t), ownerPassword, "wrong", 1)
	_, err := pgx.Connect(t.Context(), location)
	if refused := (*pgconn.PgError)(nil); !errors.As(err, &refused) || refused.Code != "28P01" {
		t.Errorf("a wrong password gives %v, want invalid password (28P01)", err)
	}
}

func TestAServerAloneStopsAndStartsAgainWithItsData(t *testing.T) {
	server := Alone(t)
	location := server.Database(t)
	run(t, connect(t, location), "CREATE TABLE trades (id SERIAL)")
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := pgx.Connect(t.Context(), location); err == nil {
		t.Error("the stopped server still answers")
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	run(t, connect(t, location), "SELECT count(*) FROM trades")
}

func TestARemovedServerLeavesNothing(t *testing.T) {
	server, err := launch()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(server.folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", server.folder, err)
	}
}
