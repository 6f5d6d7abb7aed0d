package machine

import (
	"context"
	"fmt"
)

// PowerCut ends everything on the host at once: nothing in it gets a chance to finish or to write. A host with a disk of its
// own loses what it had written and not synced. That of another is still there at the next start, because the kernel that
// holds it goes on. The disk, the address and the bridge stay; Start boots the host again.
func (h Host) PowerCut(ctx context.Context) error {
	lock, err := lockExisting(ctx, h.place.folder)
	if err != nil {
		return fmt.Errorf("cut the power of host %q: %w", h.Name, err)
	}
	defer lock.Close()
	if err := h.place.cutPower(ctx); err != nil {
		return fmt.Errorf("cut the power of host %q: %w", h.Name, err)
	}
	return nil
}

// Reboot asks the host to reboot and returns when it answers over SSH again.
func (h Host) Reboot(ctx context.Context) error {
	if !h.place.running() {
		return withHint(fmt.Errorf("reboot host %q: it is switched off", h.Name), "lab start "+h.Name)
	}
	ctx, cancel := context.WithTimeout(ctx, bootTime)
	defer cancel()
	before, err := h.bootedAt(ctx)
	if err != nil {
		return fmt.Errorf("reboot host %q: %w", h.Name, err)
	}
	// The link may be cut before the command has ended; whether it worked shows below.
	_, asked := h.Command(ctx, "systemctl reboot")
	if err := h.waitForBoot(ctx, before); err != nil {
		return fmt.Errorf("reboot host %q: %w (%v); its console said:\n%s", h.Name, err, asked, h.place.consoleTail())
	}
	return nil
}

func (h Host) waitForBoot(ctx context.Context, before string) error {
	return poll(ctx, func() (bool, error) {
		if !h.place.running() {
			return false, errWentOff
		}
		if !h.listens(ctx) {
			return false, nil
		}
		now, err := h.bootedAt(ctx)
		return err == nil && now != before, nil
	})
}

// bootedAt is different for every boot. The kernel's boot_id is not: hosts share this machine's kernel.
func (h Host) bootedAt(ctx context.Context) (string, error) {
	return h.Command(ctx, "cut -d ' ' -f 22 /proc/1/stat")
}
