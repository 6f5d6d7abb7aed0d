package postgrestest

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// The roles: superuser for this package, owner for the bot, reader for the dashboard. The latter two need a password.
const (
	superuser = "postgres"
	owner     = "freqtrade"
	reader    = "dashboard"

	ownerPassword  = "bot-password"
	readerPassword = "dashboard-password"
)

// prepareRoles makes the roles, and the template of all databases: reader may SELECT from whatever owner will create.
func (s *Server) prepareRoles() error {
	if err := s.exec("postgres",
		"CREATE ROLE "+owner+" LOGIN PASSWORD '"+ownerPassword+"'",
		"CREATE ROLE "+reader+" LOGIN PASSWORD '"+readerPassword+"'",
		"CREATE DATABASE prepared OWNER "+owner,
	); err != nil {
		return err
	}
	return s.exec("prepared",
		"GRANT USAGE ON SCHEMA public TO "+reader,
		"ALTER DEFAULT PRIVILEGES FOR ROLE "+owner+" GRANT SELECT ON TABLES TO "+reader)
}

func (s *Server) exec(database string, statements ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	connection, err := s.connect(database)
	if err != nil {
		return err
	}
	defer connection.Close(ctx)
	for _, statement := range statements {
		if _, err := connection.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// Database makes a fresh, empty database and gives its URL, for the role that owns it. It is dropped when the test ends.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("freqtrade_%d", s.database.Add(1))
	if err := s.exec("postgres", "CREATE DATABASE "+name+" TEMPLATE prepared OWNER "+owner); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.process == nil {
			return
		}
		if err := s.exec("postgres", "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	location := url.URL{Scheme: "postgres", User: url.UserPassword(owner, ownerPassword), Path: "/" + name,
		Host: fmt.Sprintf("127.0.0.1:%d", s.port), RawQuery: "sslmode=disable"}
	return location.String()
}

// ReadOnly gives the URL of the same database for the role dashboard, which may only SELECT.
func ReadOnly(location string) string {
	return strings.Replace(location, owner+":"+ownerPassword+"@", reader+":"+readerPassword+"@", 1)
}
