package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience is how long the server may take to start, to stop, or to answer.
const patience = time.Minute

// Server is a running PostgreSQL server with its own data.
type Server struct {
	programs string // the folder of postgres and initdb
	folder   string // data, socket and log
	port     int
	process  *exec.Cmd
	ended    chan struct{} // closed when the process is gone
	database atomic.Int64  // the number of the newest one
}

// Alone starts a server for one test, which may stop it and start it again.
func Alone(t testing.TB) *Server {
	t.Helper()
	server, err := launch()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.remove(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// launch makes a new server's data and starts it. Another process may take the free port first: then with another one.
func launch() (*Server, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	server := &Server{programs: programs}
	if err := server.initialize(); err != nil {
		return nil, errors.Join(err, server.remove())
	}
	for range 5 {
		if server.port, err = freePort(); err != nil {
			break
		}
		if err = server.Restart(); err == nil {
			err = server.prepareRoles()
			break
		}
		err = errors.Join(err, server.Stop())
	}
	if err != nil {
		return nil, errors.Join(err, server.remove())
	}
	return server, nil
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// initialize makes the data folder, which must belong to the user that the server runs as.
func (s *Server) initialize() error {
	var err error
	if s.folder, err = os.MkdirTemp("", "postgrestest"); err != nil {
		return fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	user, err := serverUser()
	if err != nil {
		return err
	}
	if user != nil {
		if err := os.Chown(s.folder, int(user.Uid), int(user.Gid)); err != nil {
			return fmt.Errorf("give PostgreSQL its folder: %w", err)
		}
	}
	command, err := s.command("initdb", "--pgdata", s.data(), "--username", superuser, "--encoding", "UTF8", "--no-locale",
		"--no-sync", "--auth-local", "trust", "--auth-host", "scram-sha-256")
	if err != nil {
		return err
	}
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("run initdb: %w\n%s", err, output)
	}
	return nil
}

// Restart starts the server on the same port with the same data; it must be stopped.
func (s *Server) Restart() error {
	command, err := s.command("postgres", "-D", s.data(), "-p", strconv.Itoa(s.port), "-k", s.folder,
		"-c", "listen_addresses=127.0.0.1", "-c", "shared_buffers=32MB", "-c", "max_wal_size=4GB",
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	if err != nil {
		return err
	}
	log, err := os.OpenFile(s.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open PostgreSQL's log: %w", err)
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	ended := make(chan struct{})
	if err := startTied(command, ended); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	s.process, s.ended = command, ended
	return s.waitUntilReady()
}

func (s *Server) waitUntilReady() error {
	deadline := time.After(patience)
	for {
		connection, err := s.connect("postgres")
		if err == nil {
			return connection.Close(context.Background())
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-s.ended:
			return fmt.Errorf("PostgreSQL ended while it started:\n%s", s.logged())
		case <-deadline:
			return fmt.Errorf("PostgreSQL does not answer: %w\n%s", err, s.logged())
		}
	}
}

// connect opens a connection as superuser, over the socket that only this server has.
func (s *Server) connect(database string) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return pgx.Connect(ctx, fmt.Sprintf("host=%s port=%d user=%s dbname=%s", s.folder, s.port, superuser, database))
}

// Stop ends the server as an administrator does: it cuts all connections.
func (s *Server) Stop() error {
	if s.process == nil {
		return nil
	}
	if err := s.process.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	select {
	case <-s.ended:
		s.process = nil
		return nil
	case <-time.After(patience):
		return fmt.Errorf("PostgreSQL did not stop:\n%s", s.logged())
	}
}

func (s *Server) remove() error {
	return errors.Join(s.Stop(), os.RemoveAll(s.folder))
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }
func (s *Server) log() string  { return filepath.Join(s.folder, "log") }

func (s *Server) logged() []byte {
	text, err := os.ReadFile(s.log())
	if err != nil {
		return []byte(err.Error())
	}
	return text
}
