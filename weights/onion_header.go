package weights

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// What the metadata of a slimmable network have besides those of every file.
const (
	layoutKey   = "layout"
	onionLayout = "onion"
	bandsKey    = "bands" // JSON list of resolutions
	ringsKey    = "rings" // JSON list of {"alpha", "end", "sha256"}
)

// maxBands bounds the tables of normalisation. Ours are one or two.
const maxBands = 64

// newOnion returns the Onion that a header describes, none of its rings come.
func newOnion(h header) (*Onion, error) {
	meta, err := metaFromStrings(h.metadata)
	if err != nil {
		return nil, err
	}
	o := &Onion{meta: meta, size: h.size(), entries: h.entries, slices: make(map[slicing]*Bundle)}
	if err := o.parseBands(h.metadata[bandsKey]); err != nil {
		return nil, fmt.Errorf("metadata: %s: %w", bandsKey, err)
	}
	if err := o.parseRings(h.metadata[ringsKey]); err != nil {
		return nil, fmt.Errorf("metadata: %s: %w", ringsKey, err)
	}
	if o.rings[0].alpha != meta.AlphaMin || o.rings[len(o.rings)-1].alpha != meta.AlphaMax {
		return nil, fmt.Errorf("metadata: %s: have alpha %v to %v, want %v to %v as alpha_min and alpha_max say",
			ringsKey, o.rings[0].alpha, o.rings[len(o.rings)-1].alpha, meta.AlphaMin, meta.AlphaMax)
	}
	return o, o.checkEntries()
}

// checkEntries returns an error unless the file has exactly the tensors that its rings need, in their order.
func (o *Onion) checkEntries() error {
	entries := o.entries
	for i := range o.rings {
		r := &o.rings[i]
		for _, want := range r.entries(i, len(o.bands), o.meta.Classes, o.meta.Quantised) {
			if len(entries) == 0 {
				return fmt.Errorf("tensor %s: missing, want it for alpha %v", want.name, r.alpha)
			}
			have := entries[0]
			if have.name != want.name || have.dtype != want.dtype || !slices.Equal(have.shape, want.shape) {
				return fmt.Errorf("tensor %.60s: have %s of shape %v, want %s: %s of shape %v",
					have.name, have.dtype, have.shape, want.name, want.dtype, want.shape)
			}
			entries = entries[1:]
		}
		if last := len(o.entries) - len(entries) - 1; o.entries[last].end != r.end {
			return fmt.Errorf("ring %d: ends at byte %d, want %d, where its last tensor ends", i, r.end, o.entries[last].end)
		}
	}
	if len(entries) > 0 {
		return fmt.Errorf("tensor %.60s: want none after the last ring", entries[0].name)
	}
	return nil
}

// parseBands reads the resolutions of the bands.
func (o *Onion) parseBands(text string) error {
	s, err := newScanner([]byte(text))
	if err != nil {
		return err
	}
	bands, err := parseIntegers(s, maxBands)
	if err == nil {
		err = s.end()
	}
	for i, top := range bands {
		switch {
		case err != nil:
		case top < 1 || top > maxResolution || i > 0 && top <= bands[i-1]:
			err = fmt.Errorf("have %v, want resolutions that rise, 1 to %d pixels", bands, maxResolution)
		}
		o.bands = append(o.bands, int(top))
	}
	if err == nil && len(bands) == 0 {
		err = errors.New("have none, want at least one resolution")
	}
	return err
}

// parseRings reads what the header says of each ring.
func (o *Onion) parseRings(text string) error {
	s, err := newScanner([]byte(text))
	if err != nil {
		return err
	}
	var before widths
	err = s.array(func() error {
		alpha, end, digest, err := parseRing(s)
		if err != nil {
			return fmt.Errorf("ring %d: %w", len(o.rings), err)
		}
		if last := len(o.rings) - 1; !(alpha > 0 && alpha <= maxAlpha) || last >= 0 && alpha <= o.rings[last].alpha {
			return fmt.Errorf("ring %d: have alpha %v, want one above the last and at most %d", len(o.rings), alpha, maxAlpha)
		}
		r := newRing(alpha, before, o.meta.Classes)
		if r.after[13] == before[13] {
			return fmt.Errorf("ring %d: alpha %v is no wider than the ring before it, want more channels", len(o.rings), alpha)
		}
		r.end, r.digest, before = end, digest, r.after
		o.rings = append(o.rings, r)
		return nil
	})
	if err == nil {
		err = s.end()
	}
	if err == nil && len(o.rings) == 0 {
		err = errors.New("have none, want one for each width")
	}
	return err
}

// parseRing reads one ring's {"alpha", "end", "sha256"}.
func parseRing(s *scanner) (alpha float64, end int64, digest [32]byte, err error) {
	var members int
	err = s.object(func(key string) (err error) {
		members++
		switch key {
		case "alpha":
			alpha, err = s.number()
		case "end":
			end, err = s.integer()
		case "sha256":
			var text string
			if text, err = s.string(); err == nil && !isDigest(text) {
				err = fmt.Errorf("have %.80q, want 64 hexadecimal digits", text)
			}
			if err == nil {
				_, err = hex.Decode(digest[:], []byte(text))
			}
		default:
			err = errors.New("unknown: want alpha, end and sha256")
		}
		return err
	})
	if err == nil && members != 3 {
		err = errors.New("want alpha, end and sha256")
	}
	return alpha, end, digest, err
}
