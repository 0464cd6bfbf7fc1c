// Package sha256 computes SHA-256 (FIPS 180-4), as crypto/sha256 does. That one brings Go's whole cryptographic module
// with its self-tests, 50 kB of what every visitor waits for before the first answer.
package sha256

import (
	"encoding/binary"
	"math/bits"
)

// Size is the length of a digest in bytes.
const Size = 32

const (
	blockSize  = 64 // bytes
	lengthSize = 8  // bytes at the end of the last block: how long the message is, in bits
)

// initial are the first 32 bits of the fractions of the first 8 primes' square roots.
var initial = [8]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}

// rounds are the first 32 bits of the fractions of the first 64 primes' cube roots.
var rounds = [blockSize]uint32{
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}

// Digest takes in a message piece by piece. New makes one.
type Digest struct {
	state   [8]uint32
	pending []byte // of a block that is not full
	length  uint64 // of the message, in bytes
}

// New returns a Digest of nothing yet.
func New() *Digest {
	return &Digest{state: initial, pending: make([]byte, 0, blockSize)}
}

// Sum256 returns the digest of data.
func Sum256(data []byte) [Size]byte {
	d := New()
	d.Write(data)
	return d.Sum()
}

// Write takes in more of the message. It never fails.
func (d *Digest) Write(p []byte) (int, error) {
	n := len(p)
	d.length += uint64(n)
	if len(d.pending) > 0 {
		free := min(blockSize-len(d.pending), n)
		d.pending = append(d.pending, p[:free]...)
		p = p[free:]
		if len(d.pending) < blockSize {
			return n, nil
		}
		compress(&d.state, d.pending)
		d.pending = d.pending[:0]
	}
	whole := len(p) / blockSize * blockSize
	compress(&d.state, p[:whole])
	d.pending = append(d.pending, p[whole:]...)
	return n, nil
}

// Sum returns the digest of what has been written. More may be written then.
func (d *Digest) Sum() (sum [Size]byte) {
	state := d.state
	last := append(make([]byte, 0, 2*blockSize), d.pending...)
	last = append(last, 0x80)
	for len(last)%blockSize != blockSize-lengthSize {
		last = append(last, 0)
	}
	compress(&state, binary.BigEndian.AppendUint64(last, 8*d.length))
	for i, v := range state {
		binary.BigEndian.PutUint32(sum[4*i:], v)
	}
	return sum
}

// compress takes whole blocks into the state: section 6.2.2 of FIPS 180-4.
func compress(state *[8]uint32, blocks []byte) {
	var schedule [blockSize]uint32
	for ; len(blocks) > 0; blocks = blocks[blockSize:] {
		for i := range 16 {
			schedule[i] = binary.BigEndian.Uint32(blocks[4*i:])
		}
		for i := 16; i < len(schedule); i++ {
			x, y := schedule[i-15], schedule[i-2]
			s0 := bits.RotateLeft32(x, -7) ^ bits.RotateLeft32(x, -18) ^ x>>3
			s1 := bits.RotateLeft32(y, -17) ^ bits.RotateLeft32(y, -19) ^ y>>10
			schedule[i] = schedule[i-16] + s0 + schedule[i-7] + s1
		}
		a, b, c, d, e, f, g, h := state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]
		for i, w := range schedule {
			s1 := bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)
			t1 := h + s1 + (e&f ^ ^e&g) + rounds[i] + w
			s0 := bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)
			t2 := s0 + (a&b ^ a&c ^ b&c)
			a, b, c, d, e, f, g, h = t1+t2, a, b, c, d+t1, e, f, g
		}
		for i, v := range [...]uint32{a, b, c, d, e, f, g, h} {
			state[i] += v
		}
	}
}
