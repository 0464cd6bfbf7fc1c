package weights

import (
	"crypto"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Onion is a slimmable network: weights for every α of a range, of which a narrower network's are a part of a wider
// one's. Its file holds the narrowest network first and then ring by ring what each width adds, so that a network can
// run while wider ones are still on their way. weights/train/FORMAT.md describes the file.
//
// An Onion keeps the numbers as the file has them, in 16 or 8 bits. It is not safe for concurrent use.
type Onion struct {
	meta   Meta
	size   int64 // of the file, bytes
	bands  []int // the largest resolution of each, pixels
	rings  []ring
	bias   []float32 // of the classifier
	slices map[slicing]*Bundle

	// What is still to come.
	source  io.Reader
	entries []entry
	arrived int   // rings
	failure error // what ended reading, io.EOF at the end
}

// OpenSafetensors reads a weights file of the project's format from r as [ReadSafetensors] does. Of a slimmable network
// it reads the header only and returns an Onion, whose rings [Onion.Next] reads, in place of a Bundle. For an Onion the
// program has to import crypto/sha256; this package does not, since the page's program needs its types and names only,
// and that hash with all that is behind it is 40 kB compressed.
func OpenSafetensors(r io.Reader, limit int64) (*Bundle, *Onion, error) {
	h, err := readHeader(r, limit)
	if err != nil {
		return nil, nil, fmt.Errorf("weights: safetensors: %w", err)
	}
	if h.metadata[layoutKey] != onionLayout {
		b, err := h.readBundle(r)
		if err != nil {
			return nil, nil, fmt.Errorf("weights: safetensors: %w", err)
		}
		return b, nil, nil
	}
	if !crypto.SHA256.Available() {
		return nil, nil, errors.New("weights: onion: have no SHA-256 in this program, want crypto/sha256 imported")
	}
	o, err := newOnion(h)
	if err != nil {
		return nil, nil, fmt.Errorf("weights: onion: %w", err)
	}
	o.source = r
	return nil, o, nil
}

// Next reads the next ring and compares its digest. It returns io.EOF after the last. Whatever it returns, the rings
// before stay usable; after an error it returns the same again.
func (o *Onion) Next() error {
	if o.failure == nil {
		o.failure = o.next()
		if o.failure != nil {
			o.source, o.entries = nil, nil
		}
	}
	return o.failure
}

func (o *Onion) next() error {
	if o.arrived == len(o.rings) {
		switch _, err := io.ReadFull(o.source, make([]byte, 1)); {
		case err == nil:
			return errors.New("weights: onion: bytes left over after the last ring")
		default:
			return err // io.EOF as a rule
		}
	}
	r := &o.rings[o.arrived]
	if err := o.readRing(r); err != nil {
		return fmt.Errorf("weights: onion: ring %d of %d, alpha %v: %w", o.arrived+1, len(o.rings), r.alpha, err)
	}
	o.arrived++
	return nil
}

// readRing reads the tensors of a ring.
func (o *Onion) readRing(r *ring) error {
	digest := crypto.SHA256.New()
	source := io.TeeReader(o.source, digest)
	for len(o.entries) > 0 && o.entries[0].begin < r.end {
		e := o.entries[0]
		if err := o.readTensor(source, r, e); err != nil {
			return fmt.Errorf("tensor %s: %w", e.name, err)
		}
		o.entries = o.entries[1:]
	}
	return r.check(digest.Sum(nil))
}

// ReadAll reads all rings that are still to come.
func (o *Onion) ReadAll() error {
	for {
		switch err := o.Next(); err {
		case nil:
		case io.EOF:
			return nil
		default:
			return err
		}
	}
}

// Meta says what the whole file is, whatever of it has come.
func (o *Onion) Meta() Meta { return o.meta }

// Size returns the size of the whole file in bytes.
func (o *Onion) Size() int64 { return o.size }

// Widths returns every α that the whole file has, the narrowest first.
func (o *Onion) Widths() []float64 {
	widths := make([]float64, len(o.rings))
	for i, r := range o.rings {
		widths[i] = r.alpha
	}
	return widths
}

// Reach returns the widest α whose ring has come, 0 before the first.
func (o *Onion) Reach() float64 {
	if o.arrived == 0 {
		return 0
	}
	return o.rings[o.arrived-1].alpha
}

// Has reports whether the file has that α at all, come or not.
func (o *Onion) Has(alpha float64) bool {
	return slices.ContainsFunc(o.rings, func(r ring) bool { return r.alpha == alpha })
}

// band returns the normalisation table for a resolution: the first that reaches it, or the last.
func (o *Onion) band(resolution int) int {
	for i, top := range o.bands {
		if resolution <= top {
			return i
		}
	}
	return len(o.bands) - 1
}
