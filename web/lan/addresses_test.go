package lan

import (
	"net/netip"
	"slices"
	"testing"
)

func TestRank(t *testing.T) {
	tests := []struct {
		name    string
		devices []string // device and address in turn
		outward string
		want    []string
	}{
		{"nothing but itself", []string{"lo", "127.0.0.1", "lo", "::1"}, "", nil},
		{"Wi-Fi", []string{"lo", "127.0.0.1", "wlan0", "192.168.1.23", "wlan0", "fe80::1"}, "192.168.1.23", []string{"192.168.1.23"}},
		{"Wi-Fi has the way out", []string{"eth0", "10.0.0.5", "wlan0", "192.168.1.23"}, "192.168.1.23", []string{"192.168.1.23", "10.0.0.5"}},
		{"no way out", []string{"eth0", "10.0.0.5", "wlan0", "192.168.1.23"}, "", []string{"10.0.0.5", "192.168.1.23"}},
		{"containers", []string{"docker0", "172.17.0.1", "br-4f00c0ffee00", "172.18.0.1", "wlan0", "192.168.1.23"}, "", []string{"192.168.1.23", "172.17.0.1", "172.18.0.1"}},
		{"all through a private network", []string{"tun0", "10.8.0.2", "en0", "192.168.1.23"}, "10.8.0.2", []string{"192.168.1.23", "10.8.0.2"}},
		{"IPv6 behind IPv4", []string{"en0", "2001:db8::2", "en0", "fd00::2", "en0", "192.168.1.23"}, "", []string{"192.168.1.23", "2001:db8::2", "fd00::2"}},
		{"a cable", []string{"eth0", "169.254.7.7", "eth0", "fe80::7"}, "", []string{"169.254.7.7"}},
		{"a bridge of the system's", []string{"br0", "192.168.1.23"}, "", []string{"192.168.1.23"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var all []address
			for pair := range slices.Chunk(test.devices, 2) {
				all = append(all, address{netip.MustParseAddr(pair[1]), pair[0]})
			}
			var outward netip.Addr
			if test.outward != "" {
				outward = netip.MustParseAddr(test.outward)
			}
			var have []string
			for _, ip := range rank(all, outward) {
				have = append(have, ip.String())
			}
			if !slices.Equal(have, test.want) {
				t.Errorf("have %q, want %q", have, test.want)
			}
		})
	}
}
