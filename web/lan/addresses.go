package lan

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// An address is one of this machine's.
type address struct {
	ip     netip.Addr
	device string // the network interface that has it
}

// Addresses returns the addresses of this machine at which others in its networks may reach it, the likeliest first. It
// returns an error if it has none.
func Addresses() ([]netip.Addr, error) {
	devices, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("lan: %w", err)
	}
	var all []address
	for _, device := range devices {
		if device.Flags&net.FlagUp == 0 {
			continue
		}
		networks, err := device.Addrs()
		if err != nil {
			return nil, fmt.Errorf("lan: %s: %w", device.Name, err)
		}
		for _, network := range networks {
			if prefix, err := netip.ParsePrefix(network.String()); err == nil {
				all = append(all, address{prefix.Addr().Unmap(), device.Name})
			}
		}
	}
	found := rank(all, outward())
	if len(found) == 0 {
		return nil, fmt.Errorf("lan: have no address but this machine's own, want one in a network: connect it, or open a hotspot")
	}
	return found, nil
}

// outward returns the address from which this machine would send to the Internet, if there is a way there. It sends
// nothing.
func outward() netip.Addr {
	connection, err := net.Dial("udp", "192.0.2.1:9") // an address of no machine (RFC 5737)
	if err != nil {
		return netip.Addr{}
	}
	defer connection.Close()
	return connection.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
}

// rank returns those of the addresses that a browser on another machine can be given, the likeliest first: outward, then
// other machines' networks before those that only programs of this machine share, and IPv4, which one can type, before
// IPv6.
func rank(all []address, outward netip.Addr) []netip.Addr {
	reachable := slices.DeleteFunc(slices.Clone(all), func(a address) bool {
		// A browser takes no zone, without which a link-local address of IPv6 says nothing.
		return !a.ip.IsGlobalUnicast() && !(a.ip.Is4() && a.ip.IsLinkLocalUnicast())
	})
	unlikeliness := func(a address) int {
		switch {
		case isVirtual(a.device):
			return 4
		case a.ip == outward:
			return 0
		case a.ip.Is4() && !a.ip.IsLinkLocalUnicast():
			return 1
		case a.ip.Is6():
			return 2
		}
		return 3 // two machines and a cable
	}
	slices.SortStableFunc(reachable, func(a, b address) int { return cmp.Compare(unlikeliness(a), unlikeliness(b)) })
	var ips []netip.Addr
	for _, a := range reachable {
		ips = append(ips, a.ip)
	}
	return ips
}

// virtual are the beginnings of the names of devices that lead to containers, virtual machines and private networks.
var virtual = []string{"docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "vEthernet", "tun", "tap", "utun", "wg", "tailscale", "cni", "flannel"}

func isVirtual(device string) bool {
	return slices.ContainsFunc(virtual, func(beginning string) bool { return strings.HasPrefix(device, beginning) })
}
