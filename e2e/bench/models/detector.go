package models

import (
	"encoding/binary"
	"errors"
)

// WithoutLast returns a TensorFlow Lite file without its last operator, whose first inputs become the outputs, so many. A
// detector's last operator makes boxes; LiteRT.js's interface has no place for what it gives. What is wrong with the file is
// an error.
func WithoutLast(tflite []byte, outputs int) (cut []byte, err error) {
	defer func() {
		if recover() != nil { // an index beyond the file
			cut, err = nil, errors.New("models: no TensorFlow Lite file, or a damaged one")
		}
	}()
	f := flatbuffer(append([]byte(nil), tflite...))
	model := f.follow(0)
	graph := f.element(f.field(model, 2), 0)
	operators, outs := f.field(graph, 3), f.field(graph, 2)
	last := f.number(operators) - 1
	inputs := f.field(f.element(operators, last), 1)
	if outputs > f.number(inputs) || outputs > f.number(outs) {
		return nil, errors.New("models: the last operator has fewer inputs or outputs than are wanted")
	}
	for i := range outputs {
		copy(f[outs+4+4*i:][:4], f[inputs+4+4*i:])
	}
	binary.LittleEndian.PutUint32(f[outs:], uint32(outputs))
	binary.LittleEndian.PutUint32(f[operators:], uint32(last))
	return f, nil
}

// number returns the number at a place: a distance, or a vector's length.
func (f flatbuffer) number(at int) int { return int(binary.LittleEndian.Uint32(f[at:])) }

// follow returns the place that the distance at a place leads to.
func (f flatbuffer) follow(at int) int { return at + f.number(at) }

// field returns where a field of a table lies that is a vector.
func (f flatbuffer) field(table, slot int) int {
	places := table - int(int32(f.number(table)))
	return f.follow(table + int(binary.LittleEndian.Uint16(f[places+4+2*slot:])))
}

// element returns where a table in a vector of tables lies.
func (f flatbuffer) element(vector, i int) int { return f.follow(vector + 4 + 4*i) }
