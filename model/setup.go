package model

import (
	"time"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// Spec says which network to build.
type Spec struct {
	Alpha        float64 // width multiplier, [MinAlpha, MaxAlpha]
	Resolution   int     // input side in pixels, see [Layers]
	Architecture layers.Architecture
	Classes      int // classifier outputs; 0 means as many as the weights have
}

// setup is what every network is built as, whatever numbers it computes with.
type setup struct {
	spec      Spec
	isa       kernels.ISA
	table     layers.Table
	filters   []float32  // of the first layer, [3, 3, 3, filters]
	crew      Crew       // nil for one alone
	parts     []part     // of each layer, what this worker of the crew computes
	exchanges []exchange // before each layer and after the last
	average   []float32  // of the classifier's weights for all classes, see contrast
	contrasts []float32  // see contrast
}

// set lays out the network of spec for the weights in b. It fails if the spec is
// not legal, see [Layers], and leaves everything as it was.
func (s *setup) set(spec Spec, b *weights.Bundle) error {
	if spec.Classes == 0 {
		spec.Classes = b.Meta.Classes
	}
	table, err := layers.New(spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes)
	if err != nil {
		return err
	}
	if s.table == nil {
		s.isa = kernels.Best()
	}
	s.spec, s.table, s.average = spec, table, s.average[:0]
	return s.readFilters(b)
}

// resized returns a slice of n values, in the memory of s if it is large enough.
func resized[T any](s []T, n int) []T {
	if n > cap(s) {
		return make([]T, n)
	}
	return s[:n]
}

// setResolution changes the layer table to another resolution. After an error it
// is as it was.
func (s *setup) setResolution(resolution int) error {
	table, err := layers.New(s.spec.Alpha, resolution, s.spec.Architecture, s.spec.Classes)
	if err != nil {
		return err
	}
	s.spec.Resolution = resolution
	s.table = table
	return nil
}

// SetISA chooses the kernels that run. It panics if this build lacks isa.
func (s *setup) SetISA(isa kernels.ISA) {
	if !isa.Available() {
		panic("model: " + isa.String() + " kernels are not in this build")
	}
	s.isa = isa
}

// ISA returns the kernels that run.
func (s *setup) ISA() kernels.ISA { return s.isa }

// Spec returns what the network was built as, with its class count filled in.
func (s *setup) Spec() Spec { return s.spec }

// Layers returns the network's layer table, which must not be changed.
func (s *setup) Layers() layers.Table { return s.table }

// Crew returns the crew that the network works in, nil if it works alone.
func (s *setup) Crew() Crew { return s.crew }

// divide shares the layers out and returns who computes what, and the rank of this
// worker.
func (s *setup) divide() (d division, rank int) {
	size := 1
	if s.crew != nil {
		rank, size = s.crew.Rank(), s.crew.Size()
	}
	d = divide(s.table, size)
	s.parts = d[rank]
	return d, rank
}

// place is where a layer reads and writes.
type place[T any] struct{ src, dst []T }

// places returns the parts of the activations that this worker's parts of the
// layers read and write, where there are some.
func places[T any](parts []part, table layers.Table, activations [][]T) []place[T] {
	var all []place[T]
	for i, p := range parts {
		at := place[T]{activations[i], activations[i+1]}
		if !p.channelwise {
			in, out := table[i].In, table[i].Out
			at.src = at.src[min(p.input.rows.first*in.Width*in.Channels, len(at.src)):]
			at.dst = at.dst[min(p.output.rows.first*out.Width*out.Channels, len(at.dst)):]
		}
		all = append(all, at)
	}
	return all
}

// pass computes the parts of all layers with run, and meets the crew between them.
// If times is not nil, it gets the time that each layer took, waiting included. pass
// returns false if the crew has broken up.
func (s *setup) pass(run func(i int), times []time.Duration) bool {
	var start time.Time
	if times != nil {
		start = time.Now()
	}
	if s.crew != nil {
		s.crew.Begin()
	}
	for i := range s.table {
		if s.crew != nil && !s.exchanges[i].run(s.crew) {
			return false
		}
		if !s.parts[i].output.empty() {
			run(i)
		}
		if times != nil {
			end := time.Now()
			times[i] = end.Sub(start)
			start = end
		}
	}
	return s.crew == nil || s.exchanges[len(s.table)].run(s.crew)
}
