package ledger

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"modernc.org/sqlite"
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

// reads is the driver with the function eachRow.
var reads = &sqlite.Driver{}

// connection is one of the driver's, without database/sql around it, which takes longer than SQLite.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.QueryerContext
}

// opened is connections to a database, all of the same access.
type opened struct {
	connections []connection
	folder      string // with the private copy
}

// open gives count connections for reading. Close them.
func (w *watch) openAs(found files, how access, count int) (*opened, error) {
	path, query := found.path, readOnly
	all := &opened{}
	switch how {
	case alone:
		query = immutable
	case copied:
		count, query = 1, writable
		var err error
		if all.folder, path, err = w.copy(found); err != nil {
			return nil, fmt.Errorf("%w: %w", errCopy, err)
		}
	}
	location := url.URL{Scheme: "file", Path: path, RawQuery: query}
	for range count {
		added, err := reads.Open(location.String())
		if err != nil {
			all.close()
			return nil, fmt.Errorf("open the database: %w", err)
		}
		all.connections = append(all.connections, added.(connection))
	}
	return all, nil
}

func (o *opened) close() {
	for _, c := range o.connections {
		c.Close()
	}
	if o.folder != "" {
		os.RemoveAll(o.folder)
	}
}

// copy makes a private folder with a copy of the database and its log.
func (w *watch) copy(found files) (folder, target string, err error) {
	if folder, err = os.MkdirTemp("", "crypto-dashboard-ledger-"); err != nil {
		return "", "", err
	}
	target = filepath.Join(folder, "copy.sqlite")
	for _, ending := range []string{"", "-wal", "-journal"} {
		if err := w.copyFile(ending, target+ending); err != nil {
			return "", "", errors.Join(err, os.RemoveAll(folder))
		}
	}
	return folder, target, nil
}

// copyFile copies a file through its descriptor; one that does not exist is no error.
func (w *watch) copyFile(ending, to string) error {
	w.mutex.Lock()
	source := w.open[ending]
	w.mutex.Unlock()
	if source == nil {
		return nil
	}
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	info, err := source.Stat()
	if err == nil {
		_, err = io.Copy(target, io.NewSectionReader(source, 0, info.Size()))
	}
	return errors.Join(err, target.Close())
}

// begin starts a reading transaction on each connection, and makes SQLite choose the state that it reads: only then it does.
func (o *opened) begin(ctx context.Context) (sessions []session, end func(), err error) {
	var begun []driver.Tx
	end = func() {
		for _, tx := range slices.Backward(begun) {
			tx.Rollback()
		}
	}
	for _, c := range o.connections {
		tx, err := c.BeginTx(ctx, driver.TxOptions{ReadOnly: true})
		if err != nil {
			end()
			return nil, nil, fmt.Errorf("begin reading: %w", err)
		}
		begun = append(begun, tx)
		added := sqliteSession{c}
		if err := added.query(ctx, "SELECT count(*) FROM sqlite_schema", func(row) error { return nil }); err != nil {
			end()
			return nil, nil, fmt.Errorf("begin reading: %w", err)
		}
		sessions = append(sessions, added)
	}
	return sessions, end, nil
}
