package weights

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// zeros is a stream without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A file is told by how it begins, and none is read for longer than is worth it.
func TestReadTellsFormats(t *testing.T) {
	lost := errors.New("the connection was lost")
	for _, c := range []struct {
		name string
		file io.Reader
		want string
	}{
		{"empty", strings.NewReader(""), "the file is empty"},
		{"short", strings.NewReader("TFL3"), "neither safetensors nor TensorFlow Lite"},
		{"another format", strings.NewReader("\x89PNG\r\n\x1a\n and so on"), "neither safetensors nor TensorFlow Lite"},
		{"TensorFlow Lite", strings.NewReader("\x08\x00\x00\x00TFL3 and no table"), "weights: tflite"},
		{"safetensors", bytes.NewReader(append([]byte{2, 0, 0, 0, 0, 0, 0, 0}, "{}"...)), "weights: "},
		{"safetensors, cut short", bytes.NewReader(append([]byte{99, 0, 0, 0, 0, 0, 0, 0}, "{"...)), "EOF"},
		{"a header longer than any", bytes.NewReader(append(bytes.Repeat([]byte{255}, 8), "{}"...)), "neither safetensors nor TensorFlow Lite"},
		{"lost", io.MultiReader(strings.NewReader("\x08\x00"), iotest.ErrReader(lost)), lost.Error()},
		{"without end", io.MultiReader(strings.NewReader("\x08\x00\x00\x00TFL3"), zeros{}), ErrTooLarge.Error()},
	} {
		if _, err := Read(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have %v, want %q", c.name, err, c.want)
		}
	}
}
