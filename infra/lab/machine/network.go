package machine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
)

// The hosts' addresses are from the range for benchmarks, which no network uses: 512 times 256.
const subnets = 512

// allotting is locked while a host gets its subnet, by whichever user's cache folder the host is in.
const allotting = "/run/crypto-dashboard-lab"

func subnet(number int) netip.Prefix {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{198, byte(18 + number/256), byte(number % 256), 0}), 24)
}

func bridgeAddress(number int) string { return subnet(number).Addr().Next().String() }
func hostAddress(number int) string   { return subnet(number).Addr().Next().Next().String() }

// connect gives the host its subnet, once, and a bridge, which is there until Down or this machine's reboot.
func (p place) connect(ctx context.Context, state *state, allotted bool) error {
	lock, err := lockFolder(ctx, allotting)
	if err != nil {
		return err
	}
	defer lock.Close()
	if !allotted {
		if state.Subnet, err = p.freeSubnet(); err != nil {
			return err
		}
		if err := p.writeState(*state); err != nil {
			return err
		}
	}
	return p.makeBridge(ctx, state.Subnet)
}

// freeSubnet starts its search at a number of the host's own, so that hosts in other cache folders, which it cannot
// see while they are switched off, are rarely in its way.
func (p place) freeSubnet() (int, error) {
	taken, err := p.takenSubnets()
	if err != nil {
		return 0, err
	}
	first := int(p.hash()[4])<<8 | int(p.hash()[5])
	for i := range subnets {
		if number := (first + i) % subnets; !taken(number) {
			return number, nil
		}
	}
	return 0, withHint(errors.New("no free network in 198.18.0.0/15"), "lab list, then lab down what is not needed")
}

// takenSubnets tells which subnets are another host's, or in use by one of this machine's interfaces.
func (p place) takenSubnets() (func(number int) bool, error) {
	others, err := p.siblings()
	if err != nil {
		return nil, err
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("list this machine's addresses: %w", err)
	}
	return func(number int) bool {
		return others[number] || inUse(addresses, subnet(number))
	}, nil
}

func inUse(addresses []net.Addr, wanted netip.Prefix) bool {
	for _, address := range addresses {
		if prefix, err := netip.ParsePrefix(address.String()); err == nil && prefix.Overlaps(wanted) {
			return true
		}
	}
	return false
}

// siblings are the subnets of the other hosts in the same cache folder, also of those that are switched off.
func (p place) siblings() (map[int]bool, error) {
	files, err := filepath.Glob(filepath.Join(filepath.Dir(p.folder), "*", filepath.Base(p.stateFile())))
	if err != nil {
		return nil, err
	}
	numbers := make(map[int]bool)
	for _, file := range files {
		other := place{filepath.Base(filepath.Dir(file)), filepath.Dir(file)}
		// A host whose state cannot be read is found by its bridge.
		if state, found, err := other.readState(); err == nil && found && other != p {
			numbers[state.Subnet] = true
		}
	}
	return numbers, nil
}

func (p place) makeBridge(ctx context.Context, number int) error {
	if exists("/sys/class/net/" + p.id()) {
		return nil
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return fmt.Errorf("list this machine's addresses: %w", err)
	}
	if inUse(addresses, subnet(number)) {
		return withHint(fmt.Errorf("its network %s is in use on this machine", subnet(number)),
			"ip address shows by whom; or lab down "+p.name+", then lab up "+p.name)
	}
	// The bridge's own hardware address: otherwise it would change with the host's, and neighbours be lost for a while.
	hash := p.hash()
	hardware := fmt.Sprintf("02:cd:%02x:%02x:%02x:%02x", hash[0], hash[1], hash[2], hash[3])
	return run(ctx, strings.NewReplacer("BRIDGE", p.id(), "HARDWARE", hardware, "FOLDER", p.folder,
		"ADDRESS", bridgeAddress(number)+"/24").Replace(bridgeCommands), "ip", "-batch", "-")
}

// The alias says whose bridge it is, should nothing else be left of the host.
const bridgeCommands = `link add BRIDGE address HARDWARE type bridge
link set BRIDGE alias FOLDER
address add ADDRESS dev BRIDGE
link set BRIDGE up
`

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
