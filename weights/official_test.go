package weights

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"mobilenet/weights/internal/tflitetest"
	"mobilenet/weights/layers"
)

// officialFolder holds Google's files where the project's test data are.
const officialFolder = "../../shared/weights/official"

// readOfficial returns an official file, or skips the test where there are none.
func readOfficial(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(officialFolder, name))
	if os.IsNotExist(err) {
		t.Skipf("needs Google's files beside the repository: there is no %s", filepath.Join(officialFolder, name))
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// official are Google's classifiers, each with the file or files it was published in.
var official = []struct {
	name       string
	alpha      float64
	resolution int
	quantised  bool
	files      []string
}{
	{"mobilenet_v1_0.25_128_quant", 0.25, 128, true, []string{"mobilenet_v1_0.25_128_quant.tflite"}},
	{"mobilenet_v1_0.25_160_quant", 0.25, 160, true, []string{"mobilenet_v1_0.25_160_quant.tflite"}},
	{"mobilenet_v1_0.25_224_quant", 0.25, 224, true, []string{"mobilenet_v1_0.25_224_quant.tflite"}},
	{"mobilenet_v1_0.25_224", 0.25, 224, false, []string{"mobilenet_v1_0.25_224.tflite"}},
	{"mobilenet_v1_0.5_128_quant", 0.5, 128, true, []string{"mobilenet_v1_0.5_128_quant.tflite"}},
	{"mobilenet_v1_0.5_160_quant", 0.5, 160, true, []string{"mobilenet_v1_0.5_160_quant.tflite"}},
	{"mobilenet_v1_0.75_192_quant", 0.75, 192, true, []string{"mobilenet_v1_0.75_192_quant.tflite"}},
	{"mobilenet_v1_0.75_224_quant", 0.75, 224, true, []string{"mobilenet_v1_0.75_224_quant.tflite"}},
	{"mobilenet_v1_1.0_224_quant", 1, 224, true, []string{
		"mobilenet_v1_1.0_224_quant.part1-embedding.tflite",
		"mobilenet_v1_1.0_224_quant.part2-head.tflite",
	}},
}

// TestOfficial reads every official file, checks what it says it is, and takes it through safetensors and back.
func TestOfficial(t *testing.T) {
	readOfficial(t, official[0].files[0]) // all or none are there
	for _, o := range official {
		t.Run(o.name, func(t *testing.T) {
			var parts [][]byte
			for _, file := range o.files {
				parts = append(parts, readOfficial(t, file))
			}
			b, err := JoinTFLite(parts...)
			if err != nil {
				t.Fatal(err)
			}
			want := Meta{
				Name: o.name, Alpha: o.alpha, Resolution: o.resolution, Classes: 1001, Background: true,
				Scale: 1 / 127.5, Offset: -1, Labels: LabelsImageNet,
			}
			if o.quantised {
				want.Quantised, want.Scale = true, 1./128
			}
			if !reflect.DeepEqual(b.Meta, want) {
				t.Errorf("have %+v\nwant %+v", b.Meta, want)
			}
			checkShapes(t, b, o.alpha)

			var file bytes.Buffer
			if err := WriteSafetensors(&file, b); err != nil {
				t.Fatal(err)
			}
			again, err := Read(bytes.NewReader(file.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			sameBundles(t, again, b)
		})
	}
}

// checkShapes fails the test unless b has exactly the tensors of a MobileNet v1 with 1001 classes, at the widths of α.
func checkShapes(t *testing.T, b *Bundle, alpha float64) {
	t.Helper()
	widths := [...]int{32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024}
	width := func(i int) int { return max(8, int(float64(widths[i])*alpha)) }
	want := map[string][]int{
		"conv/weights": {3, 3, 3, width(0)}, "conv/bias": {width(0)},
		"fc/weights": {width(13), 1001}, "fc/bias": {1001},
	}
	blocks := []string{"block1", "block2", "block3", "block4", "block5", "block6", "block7", "block8", "block9", "block10", "block11", "block12", "block13"}
	for i, block := range blocks {
		want[block+"/depthwise/weights"], want[block+"/depthwise/bias"] = []int{3, 3, width(i)}, []int{width(i)}
		want[block+"/pointwise/weights"], want[block+"/pointwise/bias"] = []int{width(i), width(i + 1)}, []int{width(i + 1)}
	}
	for name, shape := range want {
		if _, err := b.Tensor(name, shape...); err != nil {
			t.Error(err)
		}
	}
	if have := len(b.Tensors()); have != len(want) {
		t.Errorf("have %d tensors, want %d", have, len(want))
	}
}

// sameBundles fails the test unless both say and hold the same, bit for bit.
func sameBundles(t *testing.T, have, want *Bundle) {
	t.Helper()
	if !reflect.DeepEqual(have.Meta, want.Meta) {
		t.Errorf("have %+v\nwant %+v", have.Meta, want.Meta)
	}
	tensors := make(map[string]tflitetest.Values)
	for _, tensor := range want.Tensors() {
		tensors[tensor.Name] = tflitetest.Values{Shape: tensor.Shape, Data: tensor.Data}
	}
	sameTensors(t, have, tensors)
	for i, tensor := range want.Tensors() {
		if have := have.Tensors()[i].Name; have != tensor.Name {
			t.Errorf("tensor %d: have %s, want %s", i, have, tensor.Name)
		}
	}
}

// TestOfficialOthers reads files that are no whole classifier: the error must say what they are.
func TestOfficialOthers(t *testing.T) {
	readOfficial(t, official[0].files[0]) // all or none are there
	tests := []struct{ file, want string }{
		{"ssd_mobilenet_v1_coco_quant_2018_06_29.tflite", "an SSD detector: want a MobileNet v1 classifier"},
		{"mobilenet_v1_1.0_224_quant.part1-embedding.tflite", "ends after 28 operators: want a MobileNet v1 classifier"},
		{"mobilenet_v1_1.0_224_quant.part2-head.tflite", "input: have UINT8 [1 1 1 1024]"},
		{"labels_1001.txt", "neither safetensors nor TensorFlow Lite"},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			_, err := Read(bytes.NewReader(readOfficial(t, test.file)))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
}

// TestOfficialDetector reads Google's detector. Its width is 0.75, which its name does not say.
func TestOfficialDetector(t *testing.T) {
	b, err := ReadDetector(readOfficial(t, "ssd_mobilenet_v1_coco_quant_2018_06_29.tflite"))
	if err != nil {
		t.Fatal(err)
	}
	want := Meta{
		Name: "ssd_mobilenet_v1_0.75_300_quant", Alpha: 0.75, Resolution: 300, Classes: 91, Background: true,
		Scale: 1. / 128, Offset: -1, Quantised: true, Labels: LabelsCOCO,
	}
	if !reflect.DeepEqual(b.Meta, want) || b.Assumed != (Assumed{}) {
		t.Errorf("have %+v, assumed %+v\nwant %+v", b.Meta, b.Assumed, want)
	}
	if *b.PostProcess != mostOptions {
		t.Errorf("have %+v, want %+v", *b.PostProcess, mostOptions)
	}
	table, err := layers.New(0.75, 300, layers.SSD, 91)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range table {
		if _, err := b.QuantisedTensor(l.WeightsName(), l.WeightsShape()...); err != nil {
			t.Error(err)
		}
		if _, err := b.Activation(l.Name); err != nil {
			t.Error(err)
		}
	}
	if have, want := len(b.Tensors()), 2*len(table)+1; have != want {
		t.Errorf("have %d tensors, want %d", have, want)
	}
	names := readOfficial(t, "coco_labels.txt")
	if ours := COCOLabels(); !areNearly(lines(string(names)), ours) {
		t.Errorf("have other names than the file's, want at least half the same: %q", ours)
	}
}

func BenchmarkReadTFLite(b *testing.B) {
	data := readOfficial(b, "mobilenet_v1_0.75_224_quant.tflite")
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := ReadTFLite(data); err != nil {
			b.Fatal(err)
		}
	}
}
