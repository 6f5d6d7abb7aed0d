package machine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
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
