// Package machine boots and removes throw-away hosts: real Debian systems with systemd as PID 1 and sshd, run by
// systemd-nspawn on this machine. Every host is a copy-on-write layer on one cached base image, has an address of its
// own in 198.18.0.0/15 and a pinned SSH host key, and keeps its files, address and identity until Down.
//
// It needs root on Linux with systemd-container, mmdebstrap and iproute2. Hosts live in the user's cache folder and
// survive the process that started them. Inside them there are no cgroup controllers: MemoryMax, TasksMax and
// IPAddressDeny are not enforced.
package machine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// Options describe the host that Up makes.
type Options struct {
	// Name is unique on this machine: a lower-case letter, then up to 20 lower-case letters, digits and hyphens.
	Name string
	// SampleLedger puts a sample freqtrade database on the host, at LedgerPath, readable for the group LedgerGroup.
	SampleLedger bool
	// OwnDisk puts the host's changes on a file system of their own, of which PowerCut loses what was not synced.
	OwnDisk bool
	// Run becomes Host.Run if this Up starts the host. Empty: a random one.
	Run string
	// Progress gets a line for each step that takes time. Nil: no progress.
	Progress io.Writer
}

// Host is one throw-away host. As JSON it is what does not change as long as the host exists.
type Host struct {
	Name           string `json:"name"`
	Address        string `json:"address"`
	Port           int    `json:"port"`
	User           string `json:"user"`
	HostKey        string `json:"hostKey"`
	PrivateKeyFile string `json:"privateKeyFile"`

	// Run is the id of the host's latest start by Up or Start. A reboot from inside keeps it.
	Run string `json:"-"`
	// Running says whether the host was switched on when it was looked up.
	Running bool `json:"-"`

	place place
}

// Up returns a running host that answers over SSH: a new one, or the one that has this name already. A host that was
// stopped, by PowerCut or because this machine rebooted, is booted from its own disk, with the same address, host key
// and machine-id.
func Up(ctx context.Context, options Options) (Host, error) {
	place, err := placeOf(options.Name)
	if err != nil {
		return Host{}, err
	}
	if err := checkMachine(); err != nil {
		return Host{}, err
	}
	lock, err := lockFolder(ctx, place.folder)
	if err != nil {
		return Host{}, err
	}
	defer lock.Close()
	return up(ctx, place, options)
}

func up(ctx context.Context, place place, options Options) (Host, error) {
	progress := progressTo(options.Progress)
	state, err := place.makeDisk(ctx, options.OwnDisk, progress)
	if err != nil {
		return Host{}, fmt.Errorf("make host %q: %w", place.name, err)
	}
	if !place.running() {
		if err := place.boot(ctx, &state, options.Run, progress); err != nil {
			return Host{}, fmt.Errorf("boot host %q: %w", place.name, err)
		}
	}
	host := place.host(state)
	if err := host.waitForSSH(ctx); err != nil {
		return Host{}, err
	}
	if options.SampleLedger {
		err = errors.Join(host.putSampleLedger(ctx), place.syncImage(ctx))
	}
	return host, err
}

func (p place) host(state state) Host {
	return Host{
		Name:           p.name,
		Address:        hostAddress(state.Subnet),
		Port:           22,
		User:           "root",
		HostKey:        state.HostKey,
		PrivateKeyFile: p.privateKey(),
		Run:            state.Run,
		Running:        p.running(),
		place:          p,
	}
}

// Root is the host's root folder as this machine sees it. It is mounted from the first Up until Down or this machine's
// reboot.
func (h Host) Root() string { return h.place.root() }

// Console is the file with everything the host wrote to its console, over all its starts.
func (h Host) Console() string { return h.place.console() }

// Start boots a stopped host again, like Up.
func (h Host) Start(ctx context.Context) (Host, error) {
	return Up(ctx, Options{Name: h.Name})
}

// progressTo returns a function that prints one line with the time since the start.
func progressTo(out io.Writer) func(string, ...any) {
	if out == nil {
		out = io.Discard
	}
	start := time.Now()
	return func(format string, values ...any) {
		fmt.Fprintf(out, "lab: %5.1fs  %s\n", time.Since(start).Seconds(), fmt.Sprintf(format, values...))
	}
}
