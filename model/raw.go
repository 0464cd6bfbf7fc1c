package model

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"mobilenet/weights"
)

// ReadRaw reads weights without any header, as benchmarks exchange them: float32
// little endian, layer after layer of spec's table, a layer's weights and then
// its biases, in the project's layouts (convolutions [3,3,in,out], depthwise
// [3,3,channels], pointwise and fully connected [in,out]). The input must end
// where the last layer does.
func ReadRaw(r io.Reader, spec Spec) (*weights.Bundle, error) {
	table, err := spec.table(0)
	if err != nil {
		return nil, err
	}
	cost := table.Sum()
	want := 4 * (cost.Weights + cost.Biases)
	data, err := io.ReadAll(io.LimitReader(r, want+1))
	if err != nil {
		return nil, fmt.Errorf("model: raw weights: %w", err)
	}
	if int64(len(data)) > want {
		return nil, fmt.Errorf("model: raw weights: have more than the %d bytes that alpha %v with %d classes takes",
			want, spec.Alpha, spec.Classes)
	}
	if int64(len(data)) < want {
		return nil, fmt.Errorf("model: raw weights: have %d bytes, want %d for alpha %v with %d classes",
			len(data), want, spec.Alpha, spec.Classes)
	}
	b := &weights.Bundle{Meta: weights.Meta{
		Name:    "raw",
		Alpha:   spec.Alpha,
		Classes: spec.Classes,
		Scale:   1 / 127.5,
		Offset:  -1,
	}}
	take := func(n int64) []float32 {
		values := make([]float32, n)
		for i := range values {
			values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
		}
		data = data[4*n:]
		return values
	}
	for _, l := range table {
		if !l.HasWeights() {
			continue
		}
		w, bias := take(l.Weights()), take(l.Biases())
		if err := b.AddLayer(l, w, bias); err != nil {
			return nil, err
		}
	}
	return b, nil
}
