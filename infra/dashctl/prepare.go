package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"crypto-dashboard/infra/manifest"
)

// requirements are the programs a release needs on a host, and the Debian package each comes from.
var requirements = []struct{ program, debianPackage string }{
	{"nginx", "nginx-light"},
	{"logrotate", "logrotate"},
}

// prepare brings what a release needs and the host lacks, and records what was here before. Nothing that is live changes.
func (h host) prepare(ctx context.Context) error {
	if err := makeFolder(h.state(), 0o700); err != nil {
		return fmt.Errorf("make %s: %w", h.state(), err)
	}
	steps := []func(context.Context) error{h.checkLogFolder, h.preparePackages, h.prepareUser, h.recordFormer}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return refused(err)
		}
	}
	return nil
}

// checkLogFolder refuses a log folder of somebody else's: systemd would make all of it ours.
func (h host) checkLogFolder(context.Context) error {
	folder := filepath.Dir(h.logFile())
	info, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at the log folder: %w", err)
	}
	if account, err := serviceCredential(); err == nil && info.Sys().(*syscall.Stat_t).Uid == account.Uid {
		return nil
	}
	return refuse("%s belongs to somebody else, and the dashboard logs there", folder).
		withHint("move it away and let what writes there write elsewhere, then deploy again")
}

func (h host) prepareCommand(ctx context.Context) error {
	unlock, err := h.lock("prepare")
	if err != nil {
		return err
	}
	defer unlock()
	return h.prepare(ctx)
}

func (h host) preparePackages(ctx context.Context) error {
	if err := h.settlePackages(ctx); err != nil {
		return err
	}
	var missing []string
	for _, need := range requirements {
		if _, err := exec.LookPath(need.program); err != nil {
			missing = append(missing, need.debianPackage)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	h.say("prepare", "installing %s", strings.Join(missing, ", "))
	present, err := installedPackages(ctx)
	if err != nil {
		return err
	}
	if err := h.noteLeftovers(); err != nil {
		return err
	}
	// Written first: if this run dies while apt works, the next one can still tell which packages came with it.
	if err := writeFile(h.state("packages-before"), []byte(strings.Join(present, "\n")), 0o600); err != nil {
		return err
	}
	return errors.Join(aptInstall(ctx, missing), h.settlePackages(ctx))
}

// settlePackages adds what an installation brought to the list of packages that are ours to remove.
func (h host) settlePackages(ctx context.Context) error {
	text, err := os.ReadFile(h.state("packages-before"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read packages before: %w", err)
	}
	now, err := installedPackages(ctx)
	if err != nil {
		return err
	}
	earlier := strings.Fields(string(text))
	brought := slices.DeleteFunc(now, func(name string) bool { return slices.Contains(earlier, name) })
	all := slices.Compact(slices.Sorted(slices.Values(append(brought, h.ownPackages()...))))
	err = writeFile(h.state("packages"), []byte(strings.Join(all, "\n")), 0o600)
	return errors.Join(err, removeFile(h.state("packages-before")))
}

func (h host) ownPackages() []string {
	text, _ := os.ReadFile(h.state("packages"))
	return strings.Fields(string(text))
}

func installedPackages(ctx context.Context) ([]string, error) {
	text, err := output(ctx, "dpkg-query", "--show", "--showformat=${db:Status-Status} ${binary:Package}\n")
	if err != nil {
		return nil, err
	}
	var names []string
	for line := range strings.Lines(text) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "installed "); ok {
			names = append(names, name)
		}
	}
	return names, nil
}

// aptWait is how long another user of apt is waited for.
const aptWait = 2 * time.Minute

// aptInstall waits for other users of apt, and updates the package lists only when it has to.
func aptInstall(ctx context.Context, names []string) error {
	install := append([]string{"install", "--yes", "--no-install-recommends"}, names...)
	err := aptGet(ctx, install...)
	if err == nil {
		return nil
	}
	switch {
	case strings.Contains(err.Error(), "Could not get lock"):
		return refuse("install packages: another program has had apt for %s: %w", patience(aptWait), err).withHint("let it end, or end it; then deploy again")
	case strings.Contains(err.Error(), "dpkg was interrupted"):
		return refuse("install packages: %w", err).withHint("dpkg --configure -a, then deploy again")
	}
	if updateErr := aptGet(ctx, "update"); updateErr != nil {
		err = errors.Join(err, updateErr)
	} else {
		err = aptGet(ctx, install...)
	}
	if err != nil {
		return refuse("install packages: %w", err).withHint("apt-get install %s, then deploy again", strings.Join(names, " "))
	}
	return nil
}

func aptGet(ctx context.Context, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 3*commandLimit)
	defer cancel()
	command := exec.CommandContext(ctx, "apt-get", append([]string{"--quiet", fmt.Sprintf("-oDPkg::Lock::Timeout=%d", int(patience(aptWait).Seconds()))}, args...)...)
	command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	_, err := finish(command)
	return err
}

// prepareUser makes the account that the workers run as, and remembers that it did.
func (h host) prepareUser(ctx context.Context) error {
	if account, err := user.Lookup(serviceUser); err == nil {
		if account.Uid == "0" {
			return refuse("the user %s of this host is root by another name", serviceUser).withHint("give it an id of its own, then deploy again")
		}
		group, err := user.LookupGroup(serviceUser)
		if err != nil || group.Gid != account.Gid {
			return refuse("the user %s of this host is in another group than %s, which the workers run as", serviceUser, serviceUser).
				withHint("groupadd --system %s; usermod --gid %s %s; then deploy again", serviceUser, serviceUser, serviceUser)
		}
		return nil
	}
	if err := writeFile(h.state("user"), []byte(serviceUser+"\n"), 0o600); err != nil {
		return err
	}
	_, err := output(ctx, "useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
		"--shell", "/usr/sbin/nologin", serviceUser)
	if err == nil {
		h.say("prepare", "made the user %s", serviceUser)
	}
	return err
}

func serviceCredential() (*syscall.Credential, error) {
	account, err := user.Lookup(serviceUser)
	if err != nil {
		return nil, fmt.Errorf("find the service's user: %w", err)
	}
	uid, uidErr := strconv.ParseUint(account.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(account.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(uidErr, gidErr)
}

// checkSpace refuses a release that the disk could not hold.
func (h host) checkSpace(release manifest.Manifest) error {
	var need int64
	for _, file := range release.Files {
		need += file.Size
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(h.product(), &disk); err != nil {
		return fmt.Errorf("measure free space in %s: %w", h.product(), err)
	}
	// A file system without a fixed number of inodes says 0.
	if inodes := uint64(len(release.Files) + 100); disk.Files > 0 && disk.Ffree < inodes {
		return refuse("release %s needs %d inodes in %s, %d are free", release.ID, inodes, h.product(), disk.Ffree).withHint("remove some files, then deploy again")
	}
	free := int64(disk.Bavail) * disk.Bsize
	if need += 16 << 20; free < need {
		return refuse("release %s needs %d MiB in %s, %d MiB are free", release.ID, need>>20, h.product(), free>>20).withHint("free some space, then deploy again")
	}
	return nil
}
