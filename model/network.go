package model

import (
	"fmt"
	"slices"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// Spec says which network to build.
type Spec struct {
	Alpha        float64             // width multiplier, see [layers.New]
	Resolution   int                 // input side in pixels, see [layers.New]
	Architecture layers.Architecture // which table it runs
	Classes      int                 // that it tells apart; 0 means as many as the weights do
}

// table returns the layers of the network, for weights that tell so many classes apart,
// and fills in the spec's own.
func (s *Spec) table(classes int) (layers.Table, error) {
	if s.Classes == 0 {
		s.Classes = classes
	}
	if s.Classes == 0 {
		s.Classes = s.Architecture.Classes()
	}
	return layers.New(s.Alpha, s.Resolution, s.Architecture, s.Classes)
}

// Network is a MobileNet ready to run: a table of layers, their weights packed for the
// kernels, and one arena for all activations. It computes in float32 or in integers of 8
// bits, with real numbers at both ends. It is not safe for concurrent use.
type Network struct {
	spec    Spec
	table   layers.Table
	isa     kernels.ISA
	make    maker // of the numbers
	numbers numbers

	arena       []uint64
	activations [][]byte    // the input, and what each layer puts out
	outputs     []int       // the layers that no other reads
	kept        []int       // the layers that Keep was told
	lasting     []int       // outputs, kept layers and the mean: what they put out is there after a pass
	reals       [][]float32 // what lasts of each layer, where it is not real itself

	crew      Crew       // nil for one alone
	parts     []part     // of each layer, what this worker of the crew computes
	places    []place    // where it does
	exchanges []exchange // before each layer and after the last

	logits        []float32 // where the last layer's output lies as real numbers
	probabilities []float32
	filters       []float32 // of the first layer, [3, 3, 3, filters]
	average       []float32 // of the classifier's weights for all classes, see contrast
	contrasts     []float32 // see contrast
	features      []float32 // see ActivationMap
}

// New builds the network of spec in float32 from the weights in b. It fails if the spec
// is not legal (see [layers.New]) or if b lacks a tensor or holds one of another shape.
// The bundle may be dropped afterwards: everything needed is copied.
func New(spec Spec, b *weights.Bundle) (*Network, error) { return build(spec, b, makeFloat32s) }

// Build builds the network of spec in a precision. For Int8, weights that are
// quantised already run as they are (see [NewQuantised]), others are quantised
// (see [Quantise]).
func Build(spec Spec, b *weights.Bundle, p Precision) (*Network, error) {
	if p == Float32 {
		return New(spec, b)
	}
	if _, err := b.Activation(layers.InputName); err == nil {
		return NewQuantised(spec, b, FloatingPoint)
	}
	return Quantise(spec, b)
}

// build builds the network of spec with numbers as make makes them.
func build(spec Spec, b *weights.Bundle, make maker) (*Network, error) {
	n := &Network{make: make}
	if err := n.Rebuild(spec, b); err != nil {
		return nil, err
	}
	return n, nil
}

// Rebuild makes the network that of spec and the weights in b in the way that it was
// built, by [New], [Quantise] or [NewQuantised], in the memory that it has: only what is
// too small is allocated anew. Its instruction set and its crew stay, what it was told
// to keep does not; what [Network.Input] and [Network.Layers] returned before is void.
// If spec is not legal the network is as it was, after any other error it must not be
// run.
func (n *Network) Rebuild(spec Spec, b *weights.Bundle) error {
	table, err := spec.table(b.Meta.Classes)
	if err != nil {
		return err
	}
	numbers, err := n.make(spec, table, b, n.numbers)
	if err != nil {
		return err
	}
	if err := n.readFilters(table[0], b); err != nil {
		return err
	}
	n.begin(spec, table, numbers)
	return nil
}

// begin makes the network one of those numbers.
func (n *Network) begin(spec Spec, table layers.Table, numbers numbers) {
	if n.table == nil {
		n.isa = kernels.Best()
	}
	n.spec, n.table, n.numbers = spec, table, numbers
	n.kept, n.average = nil, n.average[:0]
	n.layOut()
}

// SetResolution makes the network run on inputs of resolution×resolution pixels
// (see [layers.New]) with the same weights. The arena is laid out anew and grows only
// where it is too small; what [Network.Input] returned before is void. After an error
// the network is as it was.
func (n *Network) SetResolution(resolution int) error {
	spec := n.spec
	spec.Resolution = resolution
	table, err := spec.table(0)
	if err != nil {
		return err
	}
	n.spec, n.table = spec, table
	n.layOut()
	return nil
}

// Keep makes what the layers of those indices put out lie there after each pass, see
// [Network.Output], in place of those that Keep was told before. All of a crew must keep
// the same. What [Network.Input] returned before is void. Keep panics for a layer that
// there is not.
func (n *Network) Keep(layer ...int) {
	n.kept = slices.Clone(layer)
	n.layOut()
}

// SetCrew makes the network work in a crew, or alone if crew is nil. All of a crew
// must have the same weights and resolution. The input stays as it is.
func (n *Network) SetCrew(crew Crew) {
	n.crew = crew
	n.layOut()
}

// CrewBytes returns how many bytes of shared memory a crew of that size needs at
// the present resolution.
func (n *Network) CrewBytes(size int) int {
	_, bytes := n.divide(size).boundaries(n.valueBytes())
	return bytes
}

// SetISA chooses the kernels that run. It panics if this build lacks isa.
func (n *Network) SetISA(isa kernels.ISA) {
	if !isa.Available() {
		panic("model: " + isa.String() + " kernels are not in this build")
	}
	n.isa = isa
}

// ISA returns the kernels that run.
func (n *Network) ISA() kernels.ISA { return n.isa }

// Spec returns what the network was built as, with its class count filled in.
func (n *Network) Spec() Spec { return n.spec }

// Precision returns the kind of number that the network computes with.
func (n *Network) Precision() Precision { return n.numbers.precision() }

// Layers returns the network's layer table, which must not be changed.
func (n *Network) Layers() layers.Table { return n.table }

// Crew returns the crew that the network works in, nil if it works alone.
func (n *Network) Crew() Crew { return n.crew }

// ParameterBytes returns what the network's weights, biases and steps take in memory, in
// bytes: as the kernels read them, padding included.
func (n *Network) ParameterBytes() int64 { return n.numbers.parameterBytes() }

// Input returns the part of the arena that holds the input, to be filled before
// [Network.Forward]: [resolution, resolution, 3], normalised as the weights want.
// Forward leaves it as it is.
func (n *Network) Input() []float32 {
	return view[float32](n.activations[0])[:n.table[0].In.Elements()]
}

// Forward runs the network on its input and returns what its last layer puts out: of a
// classifier the logits, one per class. They stay valid until the next call. It
// allocates nothing.
//
// In a crew it is the leader who calls it, while the others are at [Network.Work].
// If the crew breaks up, the leader leaves it and repeats the pass alone.
func (n *Network) Forward() []float32 { return n.ForwardTimed(nil) }

// ForwardTimed is [Network.Forward], with the time that each layer took written
// to times, which must be as long as [Network.Layers].
func (n *Network) ForwardTimed(times []time.Duration) []float32 {
	if !n.pass(times) {
		n.SetCrew(nil)
		n.pass(times)
	}
	return n.Output(len(n.table) - 1)
}

// Work takes part in the passes of the crew's leader until the crew breaks up.
func (n *Network) Work() {
	for n.pass(nil) {
	}
}

// Output returns what a layer has put out in the last forward pass, in real numbers and
// as long as its Out shape; it stays valid until the next pass. The layer must be one
// that no other reads, the mean before a classifier, or one that [Network.Keep] was told:
// Output panics for others, whose memory others use. It allocates nothing.
func (n *Network) Output(layer int) []float32 {
	if !slices.Contains(n.lasting, layer) {
		panic(fmt.Sprintf("model: the output of layer %d is not kept", layer))
	}
	return n.numbers.real(n.reals[layer], layer, n.activations[1+layer])
}

// Features returns the features of the last forward pass, the mean of each channel of the
// last feature map, which the classifier reads: nil in a network without one. See
// [Network.Output].
func (n *Network) Features() []float32 {
	pool := n.table.Find(layers.Pool)
	if pool < 0 {
		return nil
	}
	return n.Output(pool)
}

// Probabilities returns the softmax of the logits of the last forward pass. It
// stays valid until the next call and allocates nothing.
func (n *Network) Probabilities() []float32 {
	kernels.Softmax(n.probabilities, n.logits)
	return n.probabilities
}

// pass computes the parts of all layers, and meets the crew between them. If times is
// not nil, it gets the time that each layer took, waiting included. pass returns false
// if the crew has broken up.
func (n *Network) pass(times []time.Duration) bool {
	var start time.Time
	if times != nil {
		start = time.Now()
	}
	if n.crew != nil {
		n.crew.Begin()
	}
	for i := range n.table {
		if n.crew != nil && !n.exchanges[i].run(n.crew) {
			return false
		}
		if !n.parts[i].output.empty() {
			n.numbers.run(n.isa, i, &n.places[i])
		}
		if times != nil {
			end := time.Now()
			times[i] = end.Sub(start)
			start = end
		}
	}
	return n.crew == nil || n.exchanges[len(n.table)].run(n.crew)
}
