package sha256_test

import (
	standard "crypto/sha256"
	"fmt"
	"math/rand/v2"
	"testing"

	"mobilenet/wasm/internal/sha256"
)

// Messages of every length about the ends of blocks have the digests that crypto/sha256 gives them, whole and in pieces.
func TestDigest(t *testing.T) {
	random := rand.NewChaCha8([32]byte{7})
	for _, length := range []int{0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 127, 128, 129, 1000, 1<<16 + 13} {
		message := make([]byte, length)
		random.Read(message)
		want := standard.Sum256(message)
		if have := sha256.Sum256(message); have != want {
			t.Errorf("%d bytes: have %x, want %x", length, have, want)
		}
		for _, piece := range []int{1, 17, 63, 64, 65, 200} {
			t.Run(fmt.Sprintf("%d bytes in pieces of %d", length, piece), func(t *testing.T) {
				d := sha256.New()
				for rest := message; len(rest) > 0; rest = rest[min(piece, len(rest)):] {
					n, err := d.Write(rest[:min(piece, len(rest))])
					if n != min(piece, len(rest)) || err != nil {
						t.Fatalf("have %d bytes written and %v, want %d", n, err, min(piece, len(rest)))
					}
					d.Sum() // which leaves the digest as it is
				}
				if have := d.Sum(); have != want {
					t.Errorf("have %x, want %x", have, want)
				}
			})
		}
	}
}

func FuzzDigest(f *testing.F) {
	f.Add([]byte("abc"), 1)
	f.Fuzz(func(t *testing.T, message []byte, cut int) {
		d := sha256.New()
		cut = min(max(cut, 0), len(message))
		d.Write(message[:cut])
		d.Write(message[cut:])
		if have, want := d.Sum(), standard.Sum256(message); have != want {
			t.Errorf("have %x, want %x", have, want)
		}
	})
}

func BenchmarkDigest(b *testing.B) {
	message := make([]byte, 1<<20)
	b.SetBytes(int64(len(message)))
	for b.Loop() {
		sha256.Sum256(message)
	}
}
