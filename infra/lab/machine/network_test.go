package machine

import (
	"net"
	"os"
	"path/filepath"
	"testing"
)

func TestSubnetsFillTheBenchmarkRange(t *testing.T) {
	for number, want := range map[int]string{0: "198.18.0.0/24", 255: "198.18.255.0/24", 256: "198.19.0.0/24", 511: "198.19.255.0/24"} {
		if got := subnet(number).String(); got != want {
			t.Errorf("subnet %d: got %s, want %s", number, got, want)
		}
	}
	if bridge, host := bridgeAddress(300), hostAddress(300); bridge != "198.19.44.1" || host != "198.19.44.2" {
		t.Errorf("subnet 300: got bridge %s and host %s", bridge, host)
	}
}

func TestSubnetOfAnotherInterfaceIsInUse(t *testing.T) {
	for address, want := range map[string]bool{
		"198.18.7.9/24": true, "198.18.7.9/32": true, "198.18.0.1/15": true, "198.18.8.1/24": false, "10.0.0.1/8": false, "::1/128": false,
	} {
		ip, network, err := net.ParseCIDR(address)
		if err != nil {
			t.Fatal(err)
		}
		network.IP = ip
		if got := inUse([]net.Addr{network}, subnet(7)); got != want {
			t.Errorf("198.18.7.0/24 beside %s: got in use %v, want %v", address, got, want)
		}
	}
}

func TestSubnetOfASwitchedOffHostIsTaken(t *testing.T) {
	hosts := t.TempDir()
	one, other := place{"one", filepath.Join(hosts, "one")}, place{"other", filepath.Join(hosts, "other")}
	free, err := one.freeSubnet()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(other.folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := other.writeState(state{Subnet: free}); err != nil {
		t.Fatal(err)
	}
	if next, err := one.freeSubnet(); err != nil || next == free {
		t.Errorf("got subnet %d, error %v, which is another host's", next, err)
	}
}
