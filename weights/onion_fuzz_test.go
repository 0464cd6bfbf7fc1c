package weights

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"testing"

	"mobilenet/weights/oniontest"
)

// fuzzByte is what the data of fuzzed files are full of: a sensible number of every type.
const fuzzByte = 0x3c

// FuzzOnion feeds the reader any header before data that are all the same, so that some digests are right.
// What it takes must be a network of finite numbers.
func FuzzOnion(f *testing.F) {
	for _, file := range []oniontest.File{
		{AlphaMin: 0.25, AlphaMax: 33. / 128, Classes: 1},
		{AlphaMin: 0.25, AlphaMax: 0.25, Classes: 2, Int8: true, Bands: []int{96, 128}},
	} {
		header := uniform(f, file.Bytes())
		f.Add(header, 1<<20)
		f.Add(header, 1000)
	}
	f.Fuzz(func(t *testing.T, header []byte, size int) {
		data := bytes.Repeat([]byte{fuzzByte}, min(max(size, 0), 1<<20))
		_, o, err := OpenSafetensors(io.MultiReader(bytes.NewReader(rawFile(string(header), 0)), bytes.NewReader(data)), 2<<20)
		if err != nil || o == nil {
			return
		}
		if err := o.ReadAll(); err == nil && o.Reach() != o.Meta().AlphaMax {
			t.Fatalf("have reach %v, want %v", o.Reach(), o.Meta().AlphaMax)
		}
		if o.Reach() == 0 {
			return
		}
		b, err := o.Slice(o.Reach(), 128)
		if err != nil {
			t.Fatal(err)
		}
		for _, tensor := range b.Tensors() {
			if err := finite(tensor.Data); err != nil {
				t.Fatalf("%s: %v", tensor.Name, err)
			}
		}
	})
}

// uniform returns the header of a file with the digests of fuzzByte.
func uniform(f *testing.F, file []byte) []byte {
	header, _ := oniontest.Split(file)
	metadata := header[metadataKey].(map[string]any)
	var rings []map[string]any
	if err := json.Unmarshal([]byte(metadata[ringsKey].(string)), &rings); err != nil {
		f.Fatal(err)
	}
	begin := 0
	for _, r := range rings {
		end := int(r["end"].(float64))
		digest := sha256.Sum256(bytes.Repeat([]byte{fuzzByte}, end-begin))
		r["sha256"], begin = hex.EncodeToString(digest[:]), end
	}
	text, err := json.Marshal(rings)
	if err != nil {
		f.Fatal(err)
	}
	metadata[ringsKey] = string(text)
	encoded, err := json.Marshal(header)
	if err != nil {
		f.Fatal(err)
	}
	return encoded
}
