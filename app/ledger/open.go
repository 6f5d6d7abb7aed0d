package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// access is a way to read the database that is right for one state of its files.
type access int

const (
	// shared: with the locks and the log of a database in use, or crashed.
	shared access = iota
	// alone: nobody has it open and all is in one file. SQLite would otherwise want to create a -wal, which a reader
	// without the right to write in the folder cannot do, and one with that right must not.
	alone
	// copied: its log can only be read by someone who may write, so a private copy is made.
	copied
)

// accessFor decides by the files that exist. A -wal without -shm means that no process has the database open.
func accessFor(found files) access {
	switch {
	case found.wal.exists && !found.shm.exists:
		return copied
	case found.usesWAL() && !found.wal.exists:
		return alone
	default:
		return shared
	}
}

const (
	// readOnly: readonly_shm keeps even a privileged reader from touching the log's index.
	readOnly  = "mode=ro&readonly_shm=1&_pragma=busy_timeout(2000)&_pragma=query_only(1)"
	immutable = "mode=ro&immutable=1&_pragma=query_only(1)"
	writable  = "mode=rw"
)

// open gives a connection for reading; close it with the function that comes with it.
func open(ctx context.Context, found files, how access) (*sql.Conn, func(), error) {
	switch how {
	case alone:
		return connect(ctx, found.path, immutable)
	case copied:
		return openCopy(ctx, found)
	default:
		return connect(ctx, found.path, readOnly)
	}
}

func connect(ctx context.Context, path, query string) (*sql.Conn, func(), error) {
	location := url.URL{Scheme: "file", Path: path, RawQuery: query}
	database, err := sql.Open("sqlite", location.String())
	if err != nil {
		return nil, nil, fmt.Errorf("open the database: %w", err)
	}
	connection, err := database.Conn(ctx)
	if err != nil {
		database.Close()
		return nil, nil, fmt.Errorf("open the database: %w", err)
	}
	return connection, func() { connection.Close(); database.Close() }, nil
}

// openCopy reads the log from a copy in a private folder, which is gone when the connection is closed.
func openCopy(ctx context.Context, found files) (*sql.Conn, func(), error) {
	folder, err := os.MkdirTemp("", "crypto-dashboard-ledger-")
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errCopy, err)
	}
	remove := func() { os.RemoveAll(folder) }
	target := filepath.Join(folder, "copy.sqlite")
	for _, suffix := range []string{"", "-wal", "-journal"} {
		if err := copyFile(found.path+suffix, target+suffix); err != nil {
			remove()
			return nil, nil, fmt.Errorf("%w: %w", errCopy, err)
		}
	}
	connection, closeConnection, err := connect(ctx, target, writable)
	if err != nil {
		remove()
		return nil, nil, err
	}
	return connection, func() { closeConnection(); remove() }, nil
}

// copyFile copies a file; one that does not exist is no error.
func copyFile(from, to string) error {
	source, err := os.Open(from)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		target.Close()
		return err
	}
	return target.Close()
}
