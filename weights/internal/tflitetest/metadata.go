package tflitetest

import (
	"archive/zip"
	"bytes"
	"math"
	"strings"

	flatbuffers "github.com/google/flatbuffers/go"
)

// Metadata is what a file says of its network in words of its own. The zero value says nothing.
type Metadata struct {
	Mean, Deviation []float32 // of the input's normalisation
	Labels          []string  // the classes' names, in a zip archive behind the file
}

// labelsFile is the name of the file with the labels.
const labelsFile = "labels.txt"

// Bytes returns the flatbuffer of the metadata.
func (m *Metadata) Bytes() []byte {
	b := flatbuffers.NewBuilder(256)
	var input []field
	if m.Mean != nil {
		options := buildTable(b, 2, offsetField(0, buildFloats(b, m.Mean)), offsetField(1, buildFloats(b, m.Deviation)))
		unit := buildTable(b, 2, byteField(0, 1), offsetField(1, options))
		input = append(input, offsetField(4, buildOffsets(b, []flatbuffers.UOffsetT{unit})))
	}
	var output []field
	if m.Labels != nil {
		file := buildTable(b, 4, offsetField(0, b.CreateString(labelsFile)), byteField(2, 2))
		output = append(output, offsetField(6, buildOffsets(b, []flatbuffers.UOffsetT{file})))
	}
	inputs := buildOffsets(b, []flatbuffers.UOffsetT{buildTable(b, 7, input...)})
	outputs := buildOffsets(b, []flatbuffers.UOffsetT{buildTable(b, 7, output...)})
	subgraph := buildTable(b, 5, offsetField(2, inputs), offsetField(3, outputs))
	root := buildTable(b, 8, offsetField(3, buildOffsets(b, []flatbuffers.UOffsetT{subgraph})))
	b.FinishWithFileIdentifier(root, []byte("M001"))
	return b.FinishedBytes()
}

// archive returns the zip archive with the labels.
func (m *Metadata) archive() []byte {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	entry, err := w.Create(labelsFile)
	if err == nil {
		_, err = entry.Write([]byte(strings.Join(m.Labels, "\n") + "\n"))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // a buffer takes everything
	}
	return file.Bytes()
}

func buildFloats(b *flatbuffers.Builder, values []float32) flatbuffers.UOffsetT {
	integers := make([]int32, len(values))
	for i, v := range values {
		integers[i] = int32(math.Float32bits(v))
	}
	return buildInt32s(b, integers)
}
