package weights

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Extensions are the ends of the names of weights files, in small letters.
var Extensions = []string{".tflite", ".safetensors"}

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

// ErrTooLarge says that a file is longer than FileLimit.
var ErrTooLarge = fmt.Errorf("weights: more than %d bytes: want a MobileNet v1, which is smaller", FileLimit)

// Read reads a weights file of either kind to its end, told apart by how it begins: safetensors as the bytes arrive,
// TensorFlow Lite as a whole. It returns an OtherModel for a network that is no MobileNet v1.
func Read(r io.Reader) (*Bundle, error) {
	buffered := bufio.NewReader(r)
	start, err := buffered.Peek(StartLen)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if err := CheckStart(start); err != nil {
		return nil, err
	}
	if isSafetensors(start) {
		return ReadSafetensors(buffered, FileLimit)
	}
	data, err := io.ReadAll(io.LimitReader(buffered, FileLimit+1)) // from here on start is void
	switch {
	case err != nil:
		return nil, err
	case len(data) > FileLimit:
		return nil, ErrTooLarge
	}
	return ReadTFLite(data)
}
