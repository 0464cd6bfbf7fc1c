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
	data, err := readAll(buffered) // from here on start is void
	if err != nil {
		return nil, err
	}
	return ReadTFLite(data)
}

// ReadDetectorFrom reads a detector's file to its end, see [ReadDetector].
func ReadDetectorFrom(r io.Reader) (*Bundle, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, err
	}
	return ReadDetector(data)
}

// readAll reads a file that is no longer than FileLimit.
func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, FileLimit+1))
	if err == nil && len(data) > FileLimit {
		err = ErrTooLarge
	}
	return data, err
}
