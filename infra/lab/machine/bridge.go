package machine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// makeBridge gives the bridge its address last: one that has it is complete.
func (p place) makeBridge(ctx context.Context, number int) error {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return fmt.Errorf("list this machine's addresses: %w", err)
	}
	switch {
	case p.hasBridge(number):
		return nil
	case inUse(addresses, subnet(number)):
		return withHint(fmt.Errorf("its network %s is in use on this machine", subnet(number)),
			"ip address shows by whom; or lab down "+p.name+", then lab up "+p.name)
	}
	if err := p.removeBridge(ctx); err != nil {
		return err
	}
	// The bridge's own hardware address: otherwise it would change with the host's, and neighbours be lost for a while.
	hash := p.hash()
	hardware := fmt.Sprintf("02:cd:%02x:%02x:%02x:%02x", hash[0], hash[1], hash[2], hash[3])
	if err := run(ctx, "ip", "link", "add", p.id(), "address", hardware, "type", "bridge"); err != nil {
		return err
	}
	// The alias says whose bridge it is, should nothing else be left of the host.
	if err := os.WriteFile("/sys/class/net/"+p.id()+"/ifalias", []byte(p.folder), 0o644); err != nil {
		return err
	}
	return errors.Join(
		run(ctx, "ip", "link", "set", p.id(), "up"),
		run(ctx, "ip", "address", "add", bridgeAddress(number)+"/24", "dev", p.id()),
	)
}

func (p place) hasBridge(number int) bool {
	bridge, err := net.InterfaceByName(p.id())
	if err != nil {
		return false
	}
	addresses, err := bridge.Addrs()
	return err == nil && inUse(addresses, subnet(number))
}

func (p place) removeBridge(ctx context.Context) error {
	if !exists("/sys/class/net/" + p.id()) {
		return nil
	}
	return run(ctx, "ip", "link", "delete", p.id())
}

// bridgeOwners maps the folder of each host that has a bridge to the bridge's name.
func bridgeOwners() (map[string]string, error) {
	files, err := filepath.Glob("/sys/class/net/cdl-*/ifalias")
	if err != nil {
		return nil, err
	}
	owners := make(map[string]string)
	for _, file := range files {
		if alias, err := os.ReadFile(file); err == nil {
			owners[strings.TrimSpace(string(alias))] = filepath.Base(filepath.Dir(file))
		}
	}
	return owners, nil
}
