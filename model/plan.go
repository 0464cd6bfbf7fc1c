package model

import (
	"slices"

	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

// claim is memory that is needed from one step of a pass to another.
type claim struct {
	bytes       int
	first, last int
	at          int // where it lies, in bytes from the arena's start
	placed      bool
}

// arrange gives every claim its place, those that are needed at the same time apart, and
// returns how many bytes the places take together. The largest choose first, each the
// lowest place that is free as long as it is needed: a chain of layers comes out as two
// buffers in turn.
func arrange(claims []claim) (bytes int) {
	for range claims {
		var c *claim // the largest that is left
		for i := range claims {
			if o := &claims[i]; !o.placed && (c == nil || o.bytes > c.bytes) {
				c = o
			}
		}
		c.bytes = (c.bytes + alignment - 1) / alignment * alignment
		inTheWay := func(o claim) bool {
			return o.placed && c.first <= o.last && o.first <= c.last && c.at < o.at+o.bytes && o.at < c.at+c.bytes
		}
		for c.at = 0; ; {
			i := slices.IndexFunc(claims, inTheWay)
			if i < 0 {
				break
			}
			c.at = claims[i].at + claims[i].bytes
		}
		c.placed = true
		bytes = max(bytes, c.at+c.bytes)
	}
	return bytes
}

// alignment is what places in the arena are a multiple of, in bytes: a vector.
const alignment = 16

// claims returns what the activations need of the arena, the input's first and then each
// layer's, and after them each layer's scratch. The input and what no layer reads have
// places of their own, so that a pass can be repeated and its result read later; what
// is kept and the last feature map lie there to the end of a pass.
func (n *Network) claims() []claim {
	end := len(n.table)
	claims := make([]claim, 1+2*end)
	claims[0] = claim{bytes: 4 * n.table[0].In.Elements(), last: end}
	for i, l := range n.table {
		size := n.numbers.valueBytes(l)
		rest := kernels.PanelLen(1, l.Out.Channels) - l.Out.Channels // of the last pixel's panel
		claims[1+i] = claim{bytes: size * (l.Out.Elements() + rest), first: i, last: i}
		claims[1+end+i] = claim{bytes: n.numbers.scratchBytes(l), first: i, last: i}
		reads := &claims[1+l.From]
		reads.last = max(reads.last, i)
	}
	for _, i := range n.outputs {
		claims[1+i].first, claims[1+i].last = 0, end
	}
	for _, i := range n.lasting {
		claims[1+i].last = end
	}
	if i := n.table.Features(); i >= 0 {
		claims[1+i].last = end
	}
	return claims
}

// layOut lays out everything that depends on resolution and crew. The arena grows only
// if it must.
func (n *Network) layOut() {
	n.outputs = n.table.Outputs()
	n.lasting = append(slices.Clone(n.outputs), n.kept...)
	if pool := n.table.Find(layers.Pool); pool >= 0 {
		n.lasting = append(n.lasting, pool)
	}
	claims := n.claims()
	if words := (arrange(claims) + 7) / 8; words > len(n.arena) {
		n.arena = make([]uint64, words)
	}
	arena := bytesOf(n.arena)
	memory := make([][]byte, len(claims))
	for i, c := range claims {
		memory[i] = arena[c.at:][:c.bytes:c.bytes]
	}
	n.activations = memory[:1+len(n.table)]
	n.layOutReals()

	rank, size := 0, 1
	if n.crew != nil {
		rank, size = n.crew.Rank(), n.crew.Size()
	}
	d, sizes := n.divide(size), n.valueBytes()
	n.parts, n.exchanges = d.parts[rank], d.exchanges(rank, n.activations, sizes)
	n.numbers.share(n.table, n.parts)
	n.places = n.places[:0]
	for i, l := range n.table {
		p, from, to := &n.parts[i], 1+l.From, 1+i
		n.places = append(n.places, place{
			src:     n.activations[from][p.input.rows.first*l.In.Width*l.In.Channels*sizes[from]:],
			dst:     n.activations[to][p.output.rows.first*l.Out.Width*l.Out.Channels*sizes[to]:],
			scratch: memory[1+len(n.table)+i],
		})
	}
	n.logits = n.Output(len(n.table) - 1)
	n.probabilities = resized(n.probabilities, len(n.logits))
}

// layOutReals gives what lasts a place as real numbers, unless it is such.
func (n *Network) layOutReals() {
	n.reals = resized(n.reals, len(n.table))
	for _, i := range n.lasting {
		if n.numbers.precision() != Float32 {
			n.reals[i] = resized(n.reals[i], n.table[i].Out.Elements())
		}
	}
}

// valueBytes returns the bytes of a value of the input and of each layer's output.
func (n *Network) valueBytes() []int {
	sizes := []int{4}
	for _, l := range n.table {
		sizes = append(sizes, n.numbers.valueBytes(l))
	}
	return sizes
}
