package postgrestest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

// findPrograms is the folder of the newest PostgreSQL that Debian has installed, or of the one in PATH.
func findPrograms() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", fmt.Errorf("look for PostgreSQL: %w", err)
	}
	if inPath, err := exec.LookPath("initdb"); err == nil && len(found) == 0 {
		return filepath.Dir(inPath), nil
	}
	if len(found) == 0 {
		return "", errors.New("PostgreSQL is not installed, and these tests need the real one: apt-get install postgresql")
	}
	newest := found[0]
	for _, program := range found {
		if version(program) > version(newest) {
			newest = program
		}
	}
	return filepath.Dir(newest), nil
}

// version is the number in /usr/lib/postgresql/NUMBER/bin/initdb.
func version(program string) int {
	number, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(program))))
	return number
}

// serverUser is who the server runs as when we are root, whom PostgreSQL refuses; nil: as we are.
func serverUser() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		account, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, fmt.Errorf("find a user for PostgreSQL, which refuses root: %w", err)
	}
	uid, uidErr := strconv.ParseUint(account.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(account.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(uidErr, gidErr)
}

// command is a PostgreSQL program as the server's user, in a folder which that user may read.
func (s *Server) command(name string, arguments ...string) (*exec.Cmd, error) {
	credential, err := serverUser()
	if err != nil {
		return nil, err
	}
	command := exec.Command(filepath.Join(s.programs, name), arguments...)
	command.Dir = s.folder
	command.Env = []string{"LC_ALL=C", "TZ=UTC", "PATH=" + os.Getenv("PATH")}
	command.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	return command, nil
}

// startTied starts a process that ends with us, also when we are killed, and closes ended when it is gone.
// The kernel ties it to the thread that started it, so that thread stays as long as the process.
func startTied(command *exec.Cmd, ended chan<- struct{}) error {
	command.SysProcAttr.Pdeathsig = syscall.SIGQUIT
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := command.Start()
		started <- err
		if err == nil {
			command.Wait()
			close(ended)
		}
	}()
	return <-started
}
