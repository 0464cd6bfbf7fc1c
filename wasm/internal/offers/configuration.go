// Package offers says what can be chosen: the configurations of the engine, the file of weights that serves each, the
// numbers of cores, and where to start.
package offers

import (
	"cmp"

	"mobilenet/model"
	"mobilenet/weights/layers"
)

// Scalar is the instruction set of plain Go.
const Scalar = "scalar"

// Configuration is what the engine can be asked to run. The zero values of ISA, Precision and Threads are the best
// instruction set, float32 and one; where something is only wanted, 0 threads are as many as are fastest.
type Configuration struct {
	Alpha      float64
	Resolution int    // pixels
	ISA        string // [Scalar] for plain Go
	Precision  string // "f32" or "int8"
	Threads    int
	Weights    string // as the hash names them: "official", "random", …; "" for those that are chosen
}

// Compare orders configurations by width, then resolution, then the rest.
func (c Configuration) Compare(d Configuration) int {
	return cmp.Or(cmp.Compare(c.Alpha, d.Alpha), cmp.Compare(c.Resolution, d.Resolution), cmp.Compare(c.ISA, d.ISA),
		cmp.Compare(c.Precision, d.Precision), cmp.Compare(c.Threads, d.Threads), cmp.Compare(c.Weights, d.Weights))
}

// Integers tells whether it computes with integers.
func (c Configuration) Integers() bool { return c.Precision == model.Int8.String() }

// Arithmetic names the instruction set as the link and the keys of texts do: "simd" or "scalar".
func (c Configuration) Arithmetic() string {
	if c.ISA == Scalar {
		return "scalar"
	}
	return "simd"
}

// Format names the number format as the link and the keys of texts do: "float" or "int8".
func (c Configuration) Format() string {
	if c.Integers() {
		return "int8"
	}
	return "float"
}

// MultiplyAdds returns what a pass costs, with the paper's thousand classes; 0 of what there is not.
func (c Configuration) MultiplyAdds() int64 {
	table, err := layers.New(c.Alpha, c.Resolution, layers.Separable, 0)
	if err != nil {
		return 0
	}
	return table.Sum().MultiplyAdds
}

// Capabilities are what an engine has said of itself. They are zero until it has started.
type Capabilities struct {
	Best       string  // its fastest instruction set
	TickMs     float64 // the smallest step of its clock
	MaxThreads int     // 1 without shared memory
	Isolated   bool    // the browser lets workers share memory
}

// SIMD tells whether there is more than plain Go.
func (c Capabilities) SIMD() bool { return c.Best != Scalar }
