package weights

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// Read reads a weights file of either kind, told apart by how it begins: the project's safetensors or TensorFlow Lite.
func Read(data []byte) (*Bundle, error) {
	switch {
	case len(data) == 0:
		return nil, errors.New("weights: the file is empty: want a MobileNet v1 as safetensors or TensorFlow Lite")
	case len(data) >= 8 && string(data[4:8]) == tfliteIdentifier:
		return ReadTFLite(data)
	case len(data) >= 9 && data[8] == '{' && binary.LittleEndian.Uint64(data) <= headerLimit:
		return ReadSafetensors(bytes.NewReader(data), int64(len(data)))
	}
	return nil, errors.New("weights: neither safetensors nor TensorFlow Lite: want a MobileNet v1 in one of these formats")
}
