package weights

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"mobilenet/weights/internal/tflitetest"
)

// testBundle has values that are easily spoilt: NaN with a payload, −0, infinities and a subnormal.
func testBundle(t testing.TB) *Bundle {
	t.Helper()
	b := &Bundle{Meta: testMeta}
	odd := []float32{math.Float32frombits(0x7fc12345), float32(math.Copysign(0, -1)), float32(math.Inf(1)), float32(math.Inf(-1)), 1e-45, 6}
	long := make([]float32, 20000) // several chunks
	for i := range long {
		long[i] = float32(i)
	}
	for _, tensor := range []Tensor{
		{Name: "z/odd", Shape: []int{2, 3}, Data: odd},
		{Name: "a/long", Shape: []int{20000}, Data: long},
		{Name: `q"u<o>te`, Shape: []int{1, 1, 1}, Data: []float32{1}},
	} {
		if err := b.Add(tensor); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func writeTestBundle(t testing.TB, b *Bundle) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := WriteSafetensors(&file, b); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestSafetensorsRoundTrip(t *testing.T) {
	want := testBundle(t)
	file := writeTestBundle(t, want)
	if header := binary.LittleEndian.Uint64(file); header%8 != 0 {
		t.Errorf("the data start at byte %d, want a multiple of 8", 8+header)
	}
	readers := map[string]io.Reader{
		"at once":      bytes.NewReader(file),
		"byte by byte": iotest.OneByteReader(bytes.NewReader(file)),
		"in halves":    iotest.HalfReader(bytes.NewReader(file)),
		"EOF early":    iotest.DataErrReader(bytes.NewReader(file)),
	}
	for name, r := range readers {
		t.Run(name, func(t *testing.T) {
			have, err := ReadSafetensors(r, int64(len(file)))
			if err != nil {
				t.Fatal(err)
			}
			sameBundles(t, have, want)
			if again := writeTestBundle(t, have); !bytes.Equal(again, file) {
				t.Error("written again, the file is another")
			}
		})
	}
}

// TestSafetensorsHeader holds the header to what other readers of the format demand.
func TestSafetensorsHeader(t *testing.T) {
	file := writeTestBundle(t, testBundle(t))
	length := binary.LittleEndian.Uint64(file)
	var header map[string]json.RawMessage
	if err := json.Unmarshal(file[8:8+length], &header); err != nil {
		t.Fatal(err)
	}
	var metadata map[string]string
	if err := json.Unmarshal(header["__metadata__"], &metadata); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"format": "mobilenet-v1", "version": "1", "name": "mobilenet_v1_0.5_160", "alpha_min": "0.5", "alpha_max": "0.5",
		"resolution": "160", "classes": "1000", "background": "false", "scale": "0.007843138", "offset": "-1",
		"quantised": "false", "labels": "imagenet-1000", "source": "a test", "licence": "Apache-2.0", "provenance": `quotes " and 日本`,
	} {
		if have := metadata[key]; have != want {
			t.Errorf("%s: have %q, want %q", key, have, want)
		}
	}
	if have, want := string(header["a/long"]), `{"dtype":"F32","shape":[20000],"data_offsets":[24,80024]}`; have != want {
		t.Errorf("have %s, want %s", have, want)
	}
}

// rawFile returns a safetensors file with the header and n bytes of data.
func rawFile(header string, n int) []byte {
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(file, header...), make([]byte, n)...)
}

// withMeta returns a header of valid metadata and the given tensors.
func withMeta(tensors string) string {
	metadata, err := json.Marshal(testMeta.strings())
	if err != nil {
		panic(err)
	}
	return `{"__metadata__":` + string(metadata) + `,` + tensors + `}`
}

func TestReadSafetensorsRefuses(t *testing.T) {
	whole := writeTestBundle(t, testBundle(t))
	lie := func(length uint64) []byte {
		return append(binary.LittleEndian.AppendUint64(nil, length), "{}"...)
	}
	tests := []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "cut short: have 0 bytes, want 8"},
		{"cut in the length", whole[:5], "cut short: have 5 bytes, want 8"},
		{"cut in the header", whole[:100], "header: cut short: have 92 bytes"},
		{"cut in a tensor", whole[:len(whole)-5], "a/long: cut short: have 79999 bytes, want 80000"},
		{"cut between tensors", whole[:len(whole)-4], `q"u<o>te: cut short: have 0 bytes, want 4`},
		{"bytes left over", append(bytes.Clone(whole), 0), "bytes left over after the last tensor"},
		{"header of no length", lie(0), "header: have length 0, want 2 to"},
		{"header longer than the file", lie(1 << 19), "header: cut short: have 2 bytes, want 524288"},
		{"header beyond the limit", lie(1<<20 + 1), "header: have length 1048577, want 2 to 1048568"},
		{"header of 64 bits", lie(math.MaxUint64), "header: have length 18446744073709551615"},
		{"not JSON", rawFile("{]", 0), "header: "},
		{"not an object", rawFile("[]", 0), `header: have "[]" at byte 0, want {`},
		{"not UTF-8", rawFile("{\"\xff\":1}", 0), "header: not UTF-8"},
		{"two values", rawFile(withMeta(`"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}`)+"{}", 4), "want the end"},
		{"nested without end", rawFile(`{"__metadata__":`+strings.Repeat(`{"a":`, 100000), 0), "header: "},
		{"without metadata", rawFile(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4), `have format "", want "mobilenet-v1"`},
		{"metadata of another project", rawFile(`{"__metadata__":{"format":"pt"}}`, 0), `have format "pt", want "mobilenet-v1"`},
		{"metadata that are no strings", rawFile(`{"__metadata__":{"format":1}}`, 0), `format: have "1}}" at byte 26, want a string`},
		{"metadata twice", rawFile(`{"__metadata__":{},"__metadata__":{}}`, 0), `"__metadata__" is there twice`},
		{"other version", rawFile(`{"__metadata__":{"format":"mobilenet-v1","version":"3"}}`, 0), `have version "3", want "1" or "2"`},
		{"metadata without α", rawFile(`{"__metadata__":{"format":"mobilenet-v1","version":"1"}}`, 0), `alpha_max: have "", want a number`},
		{"no tensors", rawFile(strings.Replace(withMeta(""), ",}", "}", 1), 0), "have no tensors"},
		{"tensor twice", rawFile(withMeta(`"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}`), 8), `"a" is there twice`},
		{"tensor without a name", rawFile(withMeta(`"":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}`), 4), "no name"},
		{"other type", rawFile(withMeta(`"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}`), 4), `have type "BF16", want F32, F16, U8, I8, I32 or I64`},
		{"no type", rawFile(withMeta(`"a":{"shape":[1],"data_offsets":[0,4]}`), 4), "want dtype, shape and data_offsets"},
		{"unknown member", rawFile(withMeta(`"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}`), 4), "a: x: unknown: want dtype, shape and data_offsets"},
		{"member twice", rawFile(withMeta(`"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}`), 4), `"shape" is there twice`},
		{"size that is negative", rawFile(withMeta(`"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}`), 4), "shape: have \"-1],"},
		{"size that is a fraction", rawFile(withMeta(`"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}`), 4), "shape: have \"1.0],"},
		{"size that is text", rawFile(withMeta(`"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}`), 4), `shape: have "\"1\"],`},
		{"size of 0", rawFile(withMeta(`"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`), 0), "have size 0, want at least 1"},
		{"too many dimensions", rawFile(withMeta(`"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}`), 4), "more than 8 numbers"},
		{"product that overflows", rawFile(withMeta(`"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,0]}`), 0), "more than 1099511627776 values"},
		{"one offset", rawFile(withMeta(`"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}`), 4), "data_offsets: have 1 numbers, want 2"},
		{"three offsets", rawFile(withMeta(`"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}`), 4), "more than 2 numbers"},
		{"offsets the wrong way round", rawFile(withMeta(`"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}`), 4), "data starts at byte 4, want 0"},
		{"fewer bytes than the shape", rawFile(withMeta(`"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}`), 4), "have 4 bytes, want 8 for F32 of shape [2]"},
		{"hole", rawFile(withMeta(`"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}`), 12), "data starts at byte 8, want 4"},
		{"overlap", rawFile(withMeta(`"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}`), 8), "data starts at byte 4, want 8"},
		{"more than the limit", rawFile(withMeta(`"a":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,4294967296]}`), 4), "want at most 1048576"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ReadSafetensors(bytes.NewReader(test.file), 1<<20)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "weights: ") {
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
}

// TestReadSafetensorsUnsorted has the tensors in the header in another order than their data.
func TestReadSafetensorsUnsorted(t *testing.T) {
	file := rawFile(withMeta(`"b":{"data_offsets":[4,6],"shape":[1],"dtype":"F16"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}`), 6)
	binary.LittleEndian.PutUint32(file[len(file)-6:], math.Float32bits(2.5))
	binary.LittleEndian.PutUint16(file[len(file)-2:], 0xc100) // −2.5
	b, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	sameTensors(t, b, map[string]tflitetest.Values{"a": {Shape: []int{1}, Data: []float32{2.5}}, "b": {Shape: []int{1}, Data: []float32{-2.5}}})
}

// TestReadSafetensorsMemory declares 4 GB and sends 1 KB of them.
func TestReadSafetensorsMemory(t *testing.T) {
	file := rawFile(withMeta(`"a":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,4294967296]}`), 1024)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := ReadSafetensors(bytes.NewReader(file), 1<<40)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("have %v, want %v", err, io.ErrUnexpectedEOF)
	}
	if have, want := after.TotalAlloc-before.TotalAlloc, uint64(1<<20); have > want {
		t.Errorf("have %d bytes allocated, want at most %d", have, want)
	}
}

func TestReadSafetensorsFailure(t *testing.T) {
	file := writeTestBundle(t, testBundle(t))
	lost := errors.New("connection lost")
	for _, n := range []int{0, 4, 50, len(file) - 100, len(file)} {
		r := io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(lost))
		if _, err := ReadSafetensors(r, SizeLimit); !errors.Is(err, lost) {
			t.Errorf("after %d bytes: have %v, want %v", n, err, lost)
		}
	}
}

func TestWriteSafetensorsRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(t *testing.T, b *Bundle)
		want   string
	}{
		{"bad metadata", func(_ *testing.T, b *Bundle) { b.Meta.Classes = 0 }, "classes: have 0"},
		{"no tensors", func(_ *testing.T, b *Bundle) { *b = Bundle{Meta: b.Meta} }, "have no tensors"},
		{"reserved name", func(t *testing.T, b *Bundle) {
			if err := b.Add(Tensor{Name: metadataKey, Shape: []int{1}, Data: []float32{1}}); err != nil {
				t.Fatal(err)
			}
		}, "the name is taken by the format"},
		{"long header", func(_ *testing.T, b *Bundle) { b.Meta.Provenance = strings.Repeat("a", headerLimit) }, "header: have"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := testBundle(t)
			test.change(t, b)
			err := WriteSafetensors(io.Discard, b)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestFloat16(t *testing.T) {
	tests := []struct {
		name string
		bits uint16
		want float32
	}{
		{"zero", 0x0000, 0},
		{"one", 0x3c00, 1},
		{"minus two", 0xc000, -2},
		{"a third", 0x3555, 0.33325195},
		{"largest", 0x7bff, 65504},
		{"smallest normal", 0x0400, 0x1p-14},
		{"largest subnormal", 0x03ff, 1023 * 0x1p-24},
		{"smallest subnormal", 0x8001, -0x1p-24},
		{"infinity", 0x7c00, float32(math.Inf(1))},
		{"minus infinity", 0xfc00, float32(math.Inf(-1))},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if have := float16(test.bits); have != test.want {
				t.Errorf("have %v, want %v", have, test.want)
			}
		})
	}
	if have := float16(0x7e01); have == have {
		t.Errorf("0x7e01: have %v, want NaN", have)
	}
	if have := math.Float32bits(float16(0x8000)); have != 1<<31 {
		t.Errorf("0x8000: have %#x, want -0", have)
	}
}

// BenchmarkReadSafetensors reads 17 MB, as much as a network of α = 1 has.
func BenchmarkReadSafetensors(b *testing.B) {
	bundle := testBundle(b)
	if err := bundle.Add(Tensor{Name: "large", Shape: []int{4 << 20}, Data: make([]float32, 4<<20)}); err != nil {
		b.Fatal(err)
	}
	file := writeTestBundle(b, bundle)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if _, err := ReadSafetensors(bytes.NewReader(file), SizeLimit); err != nil {
			b.Fatal(err)
		}
	}
}
