package weights

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mobilenet/weights/layers"
)

// Slots of the fields we read in TensorFlow Lite's metadata, a flatbuffer of its own.
const (
	metadataName      = 0
	metadataBuffer    = 1
	metadataSubgraphs = 3

	subgraphInputMetadata  = 2
	subgraphOutputMetadata = 3

	tensorProcessUnits = 4
	tensorFiles        = 6

	processKind    = 0
	processOptions = 1

	normalisationMean = 0
	normalisationStd  = 1

	fileName = 0
	fileKind = 2
)

// Values of the metadata's enumerations and names.
const (
	metadataEntry      = "TFLITE_METADATA"
	metadataIdentifier = "M001"

	processNormalisation = 1

	fileAxisLabels  = 2
	fileValueLabels = 3
)

// labelsLimit bounds a file of labels, in bytes.
const labelsLimit = 1 << 20

// description is what a file's metadata say of a network. The zero value is nothing.
type description struct {
	mean, deviation []float32 // the input is (pixel − mean)/deviation; nil if it is not said
	labels          string    // name of the file that names the classes
}

// description decodes the metadata of a model, if it has some.
func (f *flatbuffer) description(model table) (description, error) {
	entries, buffers := model.vector(modelMetadata, 4), model.vector(modelBuffers, 4)
	for i := range entries.len {
		if entry := entries.table(i); entry.string(metadataName) == metadataEntry {
			return parseDescription(buffers.table(int(entry.int32(metadataBuffer, 0))).vector(bufferData, 1).data)
		}
	}
	return description{}, nil
}

// parseDescription decodes the bytes of the metadata.
func parseDescription(data []byte) (d description, err error) {
	if len(data) < 8 || string(data[4:8]) != metadataIdentifier {
		return d, fmt.Errorf("metadata: have no identifier %q at byte 4", metadataIdentifier)
	}
	f := &flatbuffer{data: data}
	if subgraphs := f.root().vector(metadataSubgraphs, 4); subgraphs.len > 0 {
		subgraph := subgraphs.table(0)
		if inputs := subgraph.vector(subgraphInputMetadata, 4); inputs.len > 0 {
			d.normalisation(inputs.table(0).vector(tensorProcessUnits, 4))
		}
		outputs := subgraph.vector(subgraphOutputMetadata, 4)
		for i := range min(outputs.len, maxOperands) { // a detector's second one are the classes
			d.files(outputs.table(i).vector(tensorFiles, 4))
		}
	}
	if f.err != nil {
		return description{}, fmt.Errorf("metadata: %w", f.err)
	}
	return d, nil
}

// normalisation takes the first normalisation among the steps before the network.
func (d *description) normalisation(units vector) {
	for i := range units.len {
		if unit := units.table(i); d.mean == nil && unit.byte(processKind) == processNormalisation {
			options := unit.table(processOptions)
			d.mean = appendFloat32(nil, options.vector(normalisationMean, 4).data)
			d.deviation = appendFloat32(nil, options.vector(normalisationStd, 4).data)
		}
	}
}

// files takes the first list of labels.
func (d *description) files(files vector) {
	for i := range files.len {
		file := files.table(i)
		if kind := file.byte(fileKind); d.labels == "" && (kind == fileAxisLabels || kind == fileValueLabels) {
			d.labels = file.string(fileName)
		}
	}
}

// affine returns scale and offset of the normalisation, x = pixel·scale + offset.
func (d *description) affine() (scale, offset float32, err error) {
	if len(d.mean) == 0 || len(d.deviation) == 0 {
		return 0, 0, fmt.Errorf("metadata: have %d means and %d deviations of the input, want one of each", len(d.mean), len(d.deviation))
	}
	mean, deviation := d.mean[0], d.deviation[0]
	other := func(first float32) func(float32) bool { return func(v float32) bool { return v != first } }
	if slices.ContainsFunc(d.mean, other(mean)) || slices.ContainsFunc(d.deviation, other(deviation)) {
		return 0, 0, fmt.Errorf("metadata: have means %v and deviations %v of the input, want the same for red, green and blue", d.mean, d.deviation)
	}
	if !validScale(deviation) || !validScale(1/deviation) || math.IsInf(float64(mean/deviation), 0) || mean != mean {
		return 0, 0, fmt.Errorf("metadata: have mean %v and deviation %v of the input, want finite numbers and a deviation above 0", mean, deviation)
	}
	return 1 / deviation, 0 - mean/deviation, nil
}

// parseLabels returns the lines of a file in the zip archive that ends a TensorFlow Lite file, nil if it is not there.
func parseLabels(data []byte, name string) []string {
	if name == "" {
		return nil
	}
	text, err := unzip(data, name, labelsLimit)
	if err != nil || text == nil {
		return nil
	}
	return splitNames(strings.TrimRight(string(text), "\r\n \t"))
}

// splitNames returns the lines of a text without what surrounds them, nil if there are none or one of them is empty.
func splitNames(text string) []string {
	names := strings.Split(strings.ToValidUTF8(text, "\uFFFD"), "\n")
	for i, name := range names {
		if names[i] = strings.TrimSpace(strings.ReplaceAll(name, "\x00", " ")); names[i] == "" {
			return nil
		}
	}
	return names
}

// describe takes in what the file's metadata say, and notes what they do not.
func (n *network) describe(b *Bundle, d description, names []string) error {
	m := &b.Meta
	if n.input.kind == typeFloat32 {
		b.Assumed.Input = d.mean == nil
		if d.mean != nil {
			var err error
			if m.Scale, m.Offset, err = d.affine(); err != nil {
				return err
			}
		}
	}
	b.nameClasses(names)
	return nil
}

// nameClasses takes in the names of the classes, none if the file has none. If they are not as many as there are classes,
// nothing is known of these.
func (b *Bundle) nameClasses(names []string) {
	m := &b.Meta
	switch {
	case names == nil:
		b.Assumed.Classes = m.Labels == LabelsImageNet
	case areImageNets(names) && m.Labels == LabelsImageNet:
	default:
		m.Labels, m.Background = "", false
		if len(names) == m.Classes {
			m.ClassNames = names
		}
	}
}

// areImageNets tells whether names are those of ImageNet's classes in their order, maybe after the background: in some
// wording, of which at least half of the names are the same as ours.
func areImageNets(names []string) bool {
	if len(names) == layers.ImageNetClasses+1 {
		names = names[1:]
	}
	return areNearly(names, labels())
}

// areNearly tells whether at least half of the names are the same as ours, and all are as many.
func areNearly(names, ours []string) bool {
	if len(names) != len(ours) {
		return false
	}
	same := 0
	for i, name := range names {
		for synonym := range strings.SplitSeq(strings.ReplaceAll(name, "_", " "), ",") {
			if strings.EqualFold(strings.TrimSpace(synonym), ours[i]) {
				same++
				break
			}
		}
	}
	return same >= len(ours)/2
}

// nameThings takes in the names of the classes of a detector, maybe after the background: none if the file has none, and
// the classes are then COCO's if they are as many.
func (b *Bundle) nameThings(names []string) {
	m := &b.Meta
	if len(names) == m.Classes {
		names = names[1:]
	}
	switch isCOCO := m.Classes == layers.COCOClasses; {
	case isCOCO && (names == nil || areNearly(names, cocoLabels())):
		m.Labels = LabelsCOCO
		b.Assumed.Classes = names == nil
	case len(names) == m.Classes-1:
		m.ClassNames = names
	}
}
