package weights

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// FileLimit is the most bytes of a file of weights that are worth reading: three times the widest MobileNet's.
const FileLimit = 64 << 20

// StartLen is how many bytes CheckStart looks at.
const StartLen = 16

// CheckStart returns an error unless a file that begins so is safetensors or TensorFlow Lite, so that nobody needs to read
// all of one that is neither.
func CheckStart(start []byte) error {
	switch {
	case len(start) == 0:
		return errors.New("weights: the file is empty: want a MobileNet v1 as safetensors or TensorFlow Lite")
	case isTFLite(start), isSafetensors(start):
		return nil
	}
	return errors.New("weights: neither safetensors nor TensorFlow Lite: want a MobileNet v1 in one of these formats")
}

func isTFLite(start []byte) bool { return len(start) >= 8 && string(start[4:8]) == tfliteIdentifier }

func isSafetensors(start []byte) bool {
	return len(start) >= 9 && start[8] == '{' && binary.LittleEndian.Uint64(start) <= headerLimit
}

// Read reads a weights file of either kind, told apart by how it begins: safetensors or TensorFlow Lite.
func Read(data []byte) (*Bundle, error) {
	if err := CheckStart(data); err != nil {
		return nil, err
	}
	if isTFLite(data) {
		return ReadTFLite(data)
	}
	return ReadSafetensors(bytes.NewReader(data), int64(len(data)))
}
