package weights

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ring is what one width adds to the width before it.
type ring struct {
	alpha  float64
	end    int64    // byte of the data section
	digest [32]byte // SHA-256
	before widths   // all 0 for the first
	after  widths
	starts [len(onionLayers) + 1]int // where each layer's weights begin among the ring's, and where the last end
	steps  [len(onionLayers) + 1]int // the same of the steps, in 8-bit files

	// What has come of it. Weights are of one of two kinds.
	halves         []uint16 // float16
	integers       []int8
	integerSteps   []float32
	normalisations []uint16 // [bands, 2, normalised outputs], float16: scale, then shift
}

// newRing returns a ring without its contents. The first is the whole of its width.
func newRing(alpha float64, before widths, classes int) ring {
	r := ring{alpha: alpha, before: before, after: widthsAt(alpha)}
	for i, l := range onionLayers {
		rows, columns := l.rows(before), l.columns(before, classes)
		r.starts[i+1] = r.starts[i] + rows*(l.columns(r.after, classes)-columns) +
			(l.rows(r.after)-rows)*l.columns(r.after, classes)
		added := l.columns(r.after, classes) - columns
		if i == classifier && before == (widths{}) {
			added = classes // which every width has
		}
		r.steps[i+1] = r.steps[i] + added
	}
	return r
}

// entries returns the tensors that ring i of a file must have, all but their offsets.
func (r *ring) entries(i, bands, classes int, quantised bool) []entry {
	var found []entry
	prefix := fmt.Sprintf("ring%02d/", i)
	if i == 0 {
		found = append(found, entry{name: "fc/bias", dtype: "F32", shape: []int{classes}})
	}
	kind := "F16"
	if quantised {
		kind = "I8"
		found = append(found, entry{name: prefix + "steps", dtype: "F32", shape: []int{r.steps[len(onionLayers)]}})
	}
	return append(found,
		entry{name: prefix + "normalisation", dtype: "F16", shape: []int{bands, 2, normalised(r.after)}},
		entry{name: prefix + "weights", dtype: kind, shape: []int{r.starts[len(onionLayers)]}},
	)
}

// readTensor reads one of the ring's tensors.
func (o *Onion) readTensor(source io.Reader, r *ring, e entry) (err error) {
	switch {
	case e.name == "fc/bias":
		o.bias, err = readValues(source, e, appendFloat32)
		return errors.Join(err, finite(o.bias))
	case e.dtype == "F32":
		r.integerSteps, err = readValues(source, e, appendFloat32)
		for _, step := range r.integerSteps {
			if !(step > 0 && step <= largestStep) {
				return fmt.Errorf("have a step of %v, want one above 0 and at most %d", step, largestStep)
			}
		}
		return err
	case e.dtype == "I8":
		r.integers, err = readValues(source, e, appendInt8)
		return err
	}
	halves, err := readValues(source, e, appendHalves)
	if err != nil {
		return err
	}
	for _, half := range halves {
		if half&0x7c00 == 0x7c00 {
			return fmt.Errorf("have %v, want finite numbers", float16(half))
		}
	}
	if len(e.shape) == 3 {
		r.normalisations = halves
	} else {
		r.halves = halves
	}
	return nil
}

// largestStep bounds the steps of 8-bit weights as float16 bounds others: no product of them is infinite.
const largestStep = 65504

func finite(values []float32) error {
	for _, v := range values {
		if v-v != 0 {
			return fmt.Errorf("have %v, want finite numbers", v)
		}
	}
	return nil
}

func appendHalves(values []uint16, data []byte) []uint16 {
	for ; len(data) >= 2; data = data[2:] {
		values = append(values, binary.LittleEndian.Uint16(data))
	}
	return values
}

func appendInt8(values []int8, data []byte) []int8 {
	for _, b := range data {
		values = append(values, int8(b))
	}
	return values
}

// check compares a ring's digest with the one that the header has.
func (r *ring) check(have []byte) error {
	if !bytes.Equal(have, r.digest[:]) {
		return fmt.Errorf("damaged: have sha256 %x, want %x", have, r.digest)
	}
	return nil
}
