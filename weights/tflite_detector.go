package weights

import (
	"errors"
	"fmt"
	"slices"

	"mobilenet/weights/layers"
)

// errWantedDetector ends the errors about models that are no detectors.
var errWantedDetector = errors.New("want an SSD detector on MobileNet v1: its 13 blocks, four pairs of extra layers, " +
	"two 1×1 convolutions on each of six feature maps, " + opPostProcess)

// ReadDetector reads an SSD detector on a MobileNet v1 body (Table 13 of the paper) from a TensorFlow Lite file as the
// Object Detection API exports it, in any of the number formats that ReadTFLite reads. The bundle has the tensors of the
// layers' table, the default boxes, and a PostProcess; its class 0 is the background. Other models, damaged and hostile
// files are an error that says what was found and what is wanted.
func ReadDetector(data []byte) (_ *Bundle, err error) {
	defer recoverDamaged(&err)
	g, err := parseGraph(data)
	if err == nil {
		g.straighten()
		var b *Bundle
		if b, err = g.detector(len(data)); err == nil {
			return b, nil
		}
	}
	return nil, fmt.Errorf("weights: tflite: %w", err)
}

// detector reads the network that the graph computes. Its weights are decoded from at most size bytes.
func (g *graph) detector(size int) (*Bundle, error) {
	if len(g.inputs) != 1 {
		return nil, fmt.Errorf("have %d inputs, want 1: %w", len(g.inputs), errWantedDetector)
	}
	e, err := g.detectorEnd()
	if err != nil {
		return nil, err
	}
	if _, err := follow(g.inputs[0], e.rest, errWantedDetector); err != nil {
		return nil, err
	}
	n, err := newNetwork(g.inputs[0], e.rest, errWantedDetector)
	if err != nil {
		return nil, err
	}
	alpha, table, err := n.walkDetector(e)
	if err != nil {
		return nil, err
	}
	p, things, err := newPostProcess(e.options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", opPostProcess, err)
	}
	if things != n.classes-1 || things < 1 {
		return nil, fmt.Errorf("have scores of %d classes, want %d: the background and the %d, at least 1, that %s has", n.classes, things+1, things, opPostProcess)
	}
	b := &Bundle{Meta: n.meta(alpha), PostProcess: p}
	b.Meta.Name, b.Meta.Background, b.Meta.Labels = "ssd_"+b.Meta.Name, true, ""
	if err := n.describe(b, g.description, nil); err != nil {
		return nil, err
	}
	b.nameThings(g.names)
	if err := b.Meta.validate(); err != nil {
		return nil, err
	}
	if err := n.addLayers(b, size); err != nil {
		return nil, err
	}
	return b, e.addTo(b, table)
}

// walkDetector goes through the layers of the body and through the heads, and returns its α and its table.
func (n *network) walkDetector(e *detectorEnd) (alpha float64, table layers.Table, err error) {
	table, err = layers.New(1, layers.SSDResolution, layers.SSD, 0)
	if err != nil {
		return 0, nil, err
	}
	heads := table.Outputs()
	for _, l := range table[:heads[0]] {
		if err := n.layer(l); err != nil {
			return 0, nil, err
		}
	}
	if len(n.operators) > 0 {
		return 0, nil, fmt.Errorf("have %s after the last feature map: %w", operatorName(n.operators[0].code), n.wanted)
	}
	if len(e.boxes) != len(heads)/2 || len(e.scores) != len(heads)/2 {
		return 0, nil, fmt.Errorf("have heads of boxes on %d feature maps and of scores on %d, want %d: %w", len(e.boxes), len(e.scores), len(heads)/2, n.wanted)
	}
	for i, at := range heads { // boxes and scores in turn
		l, op := table[at], e.boxes[i/2]
		if i%2 == 1 {
			op = e.scores[i/2]
		}
		if err := n.head(op, l); err != nil {
			return 0, nil, fmt.Errorf("%s, %s: %w", operatorName(op.code), l.Name, err)
		}
	}
	anchors := table[heads[0]].Out.Channels / 4
	n.classes = n.layers[heads[1]].Out.Channels / anchors
	alpha, err = alphaOf(n.widths[:1+layers.Blocks])
	if err != nil {
		return 0, nil, err
	}
	if table, err = layers.New(alpha, n.input.shape[1], layers.SSD, n.classes); err != nil {
		return 0, nil, err
	}
	for i, l := range table {
		if have := n.layers[i].Out.Channels; have != l.Out.Channels {
			return 0, nil, fmt.Errorf("%s: have %d outputs, want %d at α = %v with %d classes", l.Name, have, l.Out.Channels, alpha, n.classes)
		}
	}
	return alpha, table, nil
}

// head visits a convolution that reads a feature map and gives what no other layer reads.
func (n *network) head(op operator, l layers.Layer) error {
	from := n.layers[l.From].output
	if len(op.inputs) == 0 || op.inputs[0].index != from.index {
		return fmt.Errorf("reads another tensor, want %v of %s", from, n.layers[l.From].Name)
	}
	n.at = from.shape
	return n.linear(op, l)
}

// detectorEnd is what follows the feature maps of a detector, and the operators before it.
type detectorEnd struct {
	boxes, scores       []operator // the convolutions of the heads, one for each feature map
	allBoxes, allScores tensor     // what they put out together
	probabilities       tensor     // what the scores become
	anchors             tensor
	options             map[string]float64
	rest                []operator
	operators           []operator
	taken               []bool // of the operators
}

// detectorEnd goes from the last operator back to the feature maps.
func (g *graph) detectorEnd() (*detectorEnd, error) {
	for i, op := range g.operators {
		if op.code == opCustom && op.custom != opPostProcess {
			return nil, fmt.Errorf("operator %d of %d: %w", i, len(g.operators), custom(op.custom))
		}
	}
	last := len(g.operators) - 1
	if last < 0 || g.operators[last].code != opCustom || len(g.operators[last].inputs) != 3 {
		return nil, fmt.Errorf("have no %s of three inputs at the end: %w", opPostProcess, errWantedDetector)
	}
	op := g.operators[last]
	e := &detectorEnd{operators: g.operators[:last], taken: make([]bool, last), anchors: op.inputs[2]}
	var err error
	if e.options, err = parseFlexMap(op.customOptions); err != nil {
		return nil, fmt.Errorf("%s: %w", opPostProcess, err)
	}
	if e.boxes, e.allBoxes, err = e.heads(op.inputs[0]); err != nil {
		return nil, fmt.Errorf("boxes: %w", err)
	}
	e.probabilities = op.inputs[1]
	sigmoid, err := e.producer(e.shaped(e.probabilities), opLogistic)
	if err != nil {
		return nil, fmt.Errorf("scores: %w", err)
	}
	if e.scores, e.allScores, err = e.heads(sigmoid.inputs[0]); err != nil {
		return nil, fmt.Errorf("scores: %w", err)
	}
	for i, op := range e.operators {
		if !e.taken[i] {
			e.rest = append(e.rest, op)
		}
	}
	return e, nil
}

// heads returns the convolutions whose outputs, one after the other, are the tensor, and what it was before it was shaped.
func (e *detectorEnd) heads(of tensor) (convolutions []operator, joined tensor, err error) {
	joined = e.shaped(of)
	join, err := e.producer(joined, opConcatenation)
	if err != nil {
		return nil, joined, err
	}
	for _, input := range join.inputs {
		convolution, err := e.producer(e.shaped(input), opConv)
		if err != nil {
			return nil, joined, err
		}
		convolutions = append(convolutions, convolution)
	}
	return convolutions, joined, nil
}

// shaped goes back over operators that give the same values in another shape.
func (e *detectorEnd) shaped(t tensor) tensor {
	for {
		op, err := e.producer(t, opReshape, opSqueeze)
		if err != nil {
			return t
		}
		t = op.inputs[0]
	}
}

// producer takes the operator that gives the tensor, which must be one of those.
func (e *detectorEnd) producer(t tensor, codes ...int32) (operator, error) {
	gives := func(op operator) bool { return len(op.outputs) == 1 && op.outputs[0].index == t.index }
	i := slices.IndexFunc(e.operators, gives)
	if i < 0 || e.taken[i] || len(e.operators[i].inputs) == 0 || !slices.Contains(codes, e.operators[i].code) {
		return operator{}, fmt.Errorf("have no %s before %v: %w", operatorName(codes[0]), t, errWantedDetector)
	}
	e.taken[i] = true
	return e.operators[i], nil
}

// addTo adds the default boxes, and how the heads' outputs are quantised together.
func (e *detectorEnd) addTo(b *Bundle, table layers.Table) error {
	m, err := e.anchors.member(0, typeFloat32, typeFloat16, typeUint8, typeInt8)
	if err != nil {
		return fmt.Errorf("anchors: %w", err)
	}
	count := 0
	for i, at := range table.Outputs() {
		if i%2 == 0 {
			count += table[at].Out.Elements() / 4
		}
	}
	if want := []int{count, 4}; !slices.Equal(e.anchors.shape, want) {
		return fmt.Errorf("anchors: have %v, want shape %v", e.anchors, want)
	}
	m.Name, m.Shape = AnchorsName, e.anchors.shape
	if err := b.addMember(m); err != nil {
		return err
	}
	if p := e.probabilities; p.isBytes() && (p.scale != 1./256 || p.byteZero() != 0) {
		return fmt.Errorf("scores: have %v, want steps of 1/256 from 0", p)
	}
	if err := e.allBoxes.addActivation(b, BoxesName, false); err != nil {
		return err
	}
	return e.allScores.addActivation(b, ScoresName, false)
}
