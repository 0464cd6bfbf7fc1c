package wall

import (
	"net/http"
	"net/netip"
	"time"
)

// What a wall and a device may put into a store.
const (
	// changesPerWall has room for 500 devices that post three sweeps each, and for a lecture hall that deletes some.
	// Full of the longest sweeps it is 50 MB.
	changesPerWall = 2000
	// postsPerDevice is more sweeps than a device makes in a lesson: one takes a minute.
	postsPerDevice = 50
	// pointsPerPost is eight times the paper's sixteen networks: in float32 and in integers, with and without SIMD, on
	// one thread and on several.
	pointsPerPost = 128
	// maxPost and maxOpening are bytes of a request's body; a point takes 180 of them.
	maxPost    = 32 << 10
	maxOpening = 1 << 10
	maxTitle   = 80 // characters
	maxName    = 40
	maxHours   = 720
	// maxStreams bounds the event streams of a server, of which each takes some 50 kB. Who gets none can poll.
	maxStreams = 2000
)

// A limit is how often an address may do something in a while. Posts are not counted for each address, since a school
// has one; walls bound them.
type limit struct {
	what  string
	most  int
	while time.Duration
}

var (
	// openings: teachers of a large school open some walls within an hour.
	openings = limit{"open", 30, time.Hour}
	// wrongCodes, and wrong keys: a school mistypes some. With 4,000 walls open, one code in 28 million is right, and an
	// address that goes to the limit all the time meets one in five years on average. Requests that come at once may pass it by
	// a few hundred, with the same outlook.
	wrongCodes = limit{"wrong", 100, 10 * time.Minute}
)

// address returns a hash of where a request comes from: of an IPv6 address of its first 64 bits, since a household or
// a phone has all that share them.
func (s store) address(r *http.Request) string {
	ip, err := netip.ParseAddr(r.RemoteAddr)
	if withPort, portErr := netip.ParseAddrPort(r.RemoteAddr); portErr == nil {
		ip, err = withPort.Addr(), nil
	}
	if err != nil {
		return hash(s.salt, r.RemoteAddr)
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		network, _ := ip.Prefix(64) // every IPv6 address has one
		ip = network.Addr()
	}
	return hash(s.salt, ip.String())
}
