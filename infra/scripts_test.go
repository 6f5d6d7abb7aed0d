package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"crypto-dashboard/infra/lab/machine"
)

func TestPrepareOnARealHost(t *testing.T) {
	lab := labHost(t)
	const osRelease = "cp -a /etc/os-release /tmp/kept; rm /etc/os-release; "
	const restore = "status=$?; cp -a /tmp/kept /etc/os-release; exit $status"

	t.Run("prints the machine-id and makes the folders, as often as it is run", func(t *testing.T) {
		identity := mustRun(t, lab, "cat /etc/machine-id")
		for range 2 {
			if printed := mustRun(t, lab, prepareAs("amd64", "root")); printed != identity {
				t.Errorf("printed %q, want the machine-id %q and nothing else", printed, identity)
			}
		}
		for folder := range liveFolders {
			if mode := mustRun(t, lab, "stat -c '%a %U' "+incoming+folder); mode != "700 root\n" {
				t.Errorf("%s is %s", folder, mode)
			}
		}
	})
	for name, refusal := range map[string]struct{ script, want string }{
		"another processor is refused before anything is sent (U17)": {prepareAs("arm64", "root"),
			"error: this host is amd64, the release would be built for arm64\nhint: pulumi config set crypto-dashboard:architecture amd64"},
		"an old Debian is refused before anything is sent (U18)": {osRelease + "printf 'ID=debian\\nVERSION_ID=11\\nPRETTY_NAME=\"Debian 11\"\\n' >/etc/os-release; " + prepareAs("amd64", "root") + restore,
			"error: this host runs Debian 11\nhint: want Debian 12 or Ubuntu 22.04, or newer"},
		"an old Ubuntu is refused before anything is sent (U18)": {osRelease + "printf 'ID=ubuntu\\nVERSION_ID=20.04\\nPRETTY_NAME=\"Ubuntu 20.04\"\\n' >/etc/os-release; " + prepareAs("amd64", "root") + restore,
			"error: this host runs Ubuntu 20.04\nhint: want Debian 12 or Ubuntu 22.04, or newer"},
		"another system is refused before anything is sent (U18)": {osRelease + "printf 'ID=fedora\\nPRETTY_NAME=Fedora\\n' >/etc/os-release; " + prepareAs("amd64", "root") + restore,
			"error: this host runs Fedora\nhint: want Debian 12 or Ubuntu 22.04, or newer"},
		"an old systemd is refused before anything is sent (U18)": {"mkdir -p /tmp/old; printf '#!/bin/sh\\necho systemd 247\\n' >/tmp/old/systemctl; chmod +x /tmp/old/systemctl; export PATH=/tmp/old:$PATH; " + prepareAs("amd64", "root"),
			"error: this host has systemd 247\nhint: want systemd 249 or newer"},
		"a host without systemd is refused before anything is sent (U18)": {"unshare --pid --fork --mount-proc sh -c " + quoted(prepareAs("amd64", "root")),
			"error: systemd is not PID 1 of this host, sh is\nhint: a container without an init can't be used"},
		"a full disk is refused before anything is sent (U6)": {"unshare --mount sh -c " + quoted("mount -t tmpfs -o size=1M none /opt; "+prepareAs("amd64", "root")),
			"error: a release needs 96 MiB in /opt, 1 MiB are free\nhint: free some space, then deploy again"},
		"a disk without inodes is refused before anything is sent (U7)": {"unshare --mount sh -c " + quoted("mount -t tmpfs -o size=200M,nr_inodes=50 none /opt; "+prepareAs("amd64", "root")),
			"error: a release needs 200 inodes in /opt, 49 are free\nhint: remove some files, then deploy again"},
		"a login that is not root is refused (A41)": {"useradd -m someone; su someone -c " + quoted(prepareAs("amd64", "someone")),
			"error: not root\nhint: set the user of this host to root, or let it use sudo without a password"},
		"an SSH server without SFTP is refused before anything is sent (U14)": {"unshare --mount sh -c " + quoted("sed '/^Subsystem/d' /etc/ssh/sshd_config >/run/without; mount --bind /run/without /etc/ssh/sshd_config; "+prepareAs("amd64", "root")),
			"error: the SSH server of this host has no SFTP, and programs are sent by it\nhint: add the line 'Subsystem sftp internal-sftp' to /etc/ssh/sshd_config, then systemctl reload ssh"},
		"the host of another stack is refused (S8)": {"mkdir -p /opt/crypto-dashboard; echo organization/crypto-dashboard/first >/opt/crypto-dashboard/owner; " + prepareAs("amd64", "root") + "status=$?; rm /opt/crypto-dashboard/owner; exit $status",
			"error: this host belongs to the stack organization/crypto-dashboard/first, not to organization/crypto-dashboard/second\n" +
				"hint: two stacks would undo each other's releases; to take the host over, as root on it: rm /opt/crypto-dashboard/owner"},
	} {
		t.Run(name, func(t *testing.T) {
			printed, err := lab.Command(t.Context(), "set +e; "+refusal.script)
			if err == nil || !strings.HasSuffix(err.Error(), "exit status 12: "+refusal.want) || printed != "" {
				t.Errorf("printed %q and said: %v\nwant %s", printed, err, refusal.want)
			}
		})
	}
}

func TestAUserWithoutTheRightsOfRootIsToldWhichLineOfSudoersIsMissing(t *testing.T) {
	lab := labHost(t)
	mustRun(t, lab, "useradd --create-home deploy; echo deploy:secret | chpasswd")
	login := target{user: "deploy"}
	command := login.mayBeRoot() + login.asRoot("id -un")
	const rule = "echo 'deploy ALL=(root) %s' >/etc/sudoers.d/deploy"
	for name, spoil := range map[string]string{
		"a login in no line of sudoers is told the line that is missing (A41)":              "rm -f /etc/sudoers.d/deploy",
		"a login whom sudo asks for a password is told the line that is missing (A41)":      fmt.Sprintf(rule, "ALL"),
		"a login who may run one other program only is told the line that is missing (A41)": fmt.Sprintf(rule, "NOPASSWD: /bin/ls"),
		"a login on a host that has no sudo is told so (A41)":                               "mv /usr/bin/sudo /usr/bin/sudo.away",
	} {
		t.Run(name, func(t *testing.T) {
			mustRun(t, lab, spoil)
			defer mustRun(t, lab, "[ ! -e /usr/bin/sudo.away ] || mv /usr/bin/sudo.away /usr/bin/sudo")
			_, err := lab.Command(t.Context(), "timeout 20 su deploy -c "+quoted(command))
			const hint = `hint: as root on the host: echo "deploy ALL=(root) NOPASSWD: ALL" > /etc/sudoers.d/zz-crypto-dashboard`
			if err == nil || !strings.Contains(err.Error(), "exit status 12") || !strings.HasSuffix(err.Error(), hint) {
				t.Errorf("got %v\nwant exit status 12 and %s", err, hint)
			}
		})
	}
	t.Run("with that line in sudoers the login is root, without a question (A41)", func(t *testing.T) {
		mustRun(t, lab, `echo "deploy ALL=(root) NOPASSWD: ALL" >/etc/sudoers.d/zz-crypto-dashboard`)
		if got := mustRun(t, lab, "su deploy -c "+quoted(command)); got != "root\n" {
			t.Errorf("runs as %q, want root", got)
		}
	})
}

func TestRemoveWithoutAReleaseLeavesNoUploads(t *testing.T) {
	lab := labHost(t)
	mustRun(t, lab, prepareAs("amd64", "root")+"\necho half of it >"+uploadedDashctl)
	if _, err := lab.Command(t.Context(), "sh -c "+quoted(removeScript)+" remove organization/crypto-dashboard/first urn"); err == nil ||
		!strings.HasSuffix(err.Error(), "exit status 12: error: this host belongs to the stack organization/crypto-dashboard/second, not to organization/crypto-dashboard/first: "+
			"nothing is removed\nhint: to forget it in this stack: pulumi state delete 'urn'") {
		t.Errorf("removed for another stack: %v", err)
	}
	mustRun(t, lab, "sh -c "+quoted(removeScript)+" remove organization/crypto-dashboard/second urn")
	if left := mustRun(t, lab, "ls /opt"); left != "" {
		t.Errorf("/opt has %q", left)
	}
}

// prepareAs is a command that does what prepare does on a host.
func prepareAs(architecture, user string) string {
	return "sh -s -- " + architecture + " " + user + " organization/crypto-dashboard/second <<'END_OF_PREPARE'\n" + prepareScript + "END_OF_PREPARE\n"
}

func labHost(t *testing.T) machine.Host {
	t.Helper()
	name := "infra-" + strings.ToLower(rand.Text()[:6])
	// Registered first: a host that comes up half is removed too. The test's own context is over by then.
	t.Cleanup(func() {
		if err := machine.Down(context.WithoutCancel(t.Context()), name); err != nil {
			t.Error(err)
		}
	})
	lab, err := machine.Up(t.Context(), machine.Options{Name: name, Progress: t.Output()})
	if err != nil {
		t.Fatal(err)
	}
	return lab
}

func mustRun(t *testing.T, lab machine.Host, script string) string {
	t.Helper()
	output, err := lab.Command(t.Context(), script)
	if err != nil {
		t.Fatal(err)
	}
	return output
}
