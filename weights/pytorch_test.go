package weights

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mobilenet/weights/internal/tflitetest"
)

// pytorchFile returns a miniature as transformers saves it, with a normalisation that makes its weights those wanted,
// and counts of batches. edit may change the names.
func pytorchFile(prefix string, want map[string]tflitetest.Values, edit func(name string) string) []byte {
	rng := rand.New(rand.NewPCG(9, 0))
	var header strings.Builder
	var data []byte
	add := func(name, dtype string, shape []int, bytes []byte) {
		if header.Len() > 0 {
			header.WriteByte(',')
		}
		text := strings.ReplaceAll(fmt.Sprint(shape), " ", ",")
		fmt.Fprintf(&header, `%q:{"dtype":%q,"shape":%s,"data_offsets":[%d,%d]}`, edit(name), dtype, text, len(data), len(data)+len(bytes))
		data = append(data, bytes...)
	}
	floats := func(values []float32) (bytes []byte) {
		for _, v := range values {
			bytes = binary.LittleEndian.AppendUint32(bytes, math.Float32bits(v))
		}
		return bytes
	}
	layer := func(ours, theirs string) {
		w, bias := want[ours+"/weights"], want[ours+"/bias"].Data
		out := len(bias)
		kernel, in := 1, 1
		if len(w.Shape) > 2 {
			kernel = w.Shape[0]
		}
		if len(w.Shape) != 3 {
			in = w.Shape[len(w.Shape)-2]
		}
		taps := kernel * kernel
		weights, beta := make([]float32, len(w.Data)), make([]float32, out)
		normal := [3][]float32{make([]float32, out), make([]float32, out), make([]float32, out)} // γ, mean, variance
		for o := range out {
			gamma, mean, variance := 0.5+rng.Float64(), rng.Float64()-0.5, 0.1+rng.Float64()
			normal[0][o], normal[1][o], normal[2][o] = float32(gamma), float32(mean), float32(variance)
			factor := gamma / math.Sqrt(variance+1e-3)
			beta[o] = float32(float64(bias[o]) + mean*factor)
			for i := range in {
				for tap := range taps {
					weights[(o*in+i)*taps+tap] = float32(float64(w.Data[(tap*in+i)*out+o]) / factor)
				}
			}
		}
		add(theirs+"convolution.weight", "F32", []int{out, in, kernel, kernel}, floats(weights))
		add(theirs+"normalization.weight", "F32", []int{out}, floats(normal[0]))
		add(theirs+"normalization.bias", "F32", []int{out}, floats(beta))
		add(theirs+"normalization.running_mean", "F32", []int{out}, floats(normal[1]))
		add(theirs+"normalization.running_var", "F32", []int{out}, floats(normal[2]))
		add(theirs+"normalization.num_batches_tracked", "I64", nil, make([]byte, 8))
	}
	fc := want["fc/weights"]
	add("classifier.weight", "F32", []int{fc.Shape[1], fc.Shape[0]}, floats(transpose(fc.Data, fc.Shape[0])))
	add("classifier.bias", "F32", []int{fc.Shape[1]}, floats(want["fc/bias"].Data))
	layer("conv", prefix+"conv_stem.")
	for i := range 13 {
		layer(fmt.Sprintf("block%d/depthwise", i+1), fmt.Sprintf("%slayer.%d.", prefix, 2*i))
		layer(fmt.Sprintf("block%d/pointwise", i+1), fmt.Sprintf("%slayer.%d.", prefix, 2*i+1))
	}
	text := `{"__metadata__":{"format":"pt"},` + header.String() + "}"
	return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...), data...)
}

func asTheyAre(name string) string { return name }

// A file of transformers' is the network that it was saved from, its normalisation folded.
func TestReadPytorch(t *testing.T) {
	for _, prefix := range []string{"mobilenet_v1.", ""} {
		_, want := tflitetest.Miniature(0.25, 32, 1001, false)
		b, err := Read(bytes.NewReader(pytorchFile(prefix, want, asTheyAre)))
		if err != nil {
			t.Fatal(err)
		}
		for name, w := range want {
			data, err := b.Tensor(name, w.Shape...)
			if err != nil {
				t.Error(err)
				continue
			}
			for i, v := range data {
				if math.Abs(float64(v-w.Data[i])) > 1e-6 {
					t.Errorf("%s[%d]: have %v, want %v", name, i, v, w.Data[i])
					break
				}
			}
		}
		if m := b.Meta; m.Alpha != 0.25 || m.Classes != 1001 || !m.Background || m.Scale != 1/127.5 || m.Offset != -1 || m.Labels != LabelsImageNet {
			t.Errorf("have %+v", m)
		}
	}
}

func TestReadPytorchRefuses(t *testing.T) {
	rename := func(old, with string) func(string) string {
		return func(name string) string { return strings.Replace(name, old, with, 1) }
	}
	for _, c := range []struct {
		name string
		edit func(name string) string
		want string
	}{
		{"MobileNet v2 of transformers", rename("mobilenet_v1.", "mobilenet_v2."), "a MobileNet v2: want a MobileNet v1"},
		{"MobileNet v2 of torchvision", rename("mobilenet_v1.layer.25.", "features.18."), "a MobileNet v2: want a MobileNet v1"},
		{"MobileNet v3 of torchvision", rename("mobilenet_v1.layer.5.", "features.4.block.0."), "a MobileNet v3: want a MobileNet v1"},
		{"timm", rename("mobilenet_v1.layer.0.convolution", "blocks.0.0.conv_dw"), "a network of timm's"},
		{"something else", rename("mobilenet_v1.conv_stem.", "embeddings."), `have format "pt", want "mobilenet-v1"`},
		{"a part missing", rename("layer.7.normalization.running_mean", "layer.7.other"), "tensor layer.7.normalization.running_mean: missing, want shape [64]"},
		{"no classifier", rename("classifier.weight", "head.weight"), "tensor classifier.weight: missing, want shape [3 16]"},
	} {
		_, want := tflitetest.Miniature(1./64, 32, 3, false)
		if c.name == "a part missing" {
			_, want = tflitetest.Miniature(0.25, 32, 3, false)
		}
		if _, err := Read(bytes.NewReader(pytorchFile("mobilenet_v1.", want, c.edit))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have %v, want an error with %q", c.name, err, c.want)
		}
	}
	if _, err := Read(bytes.NewReader(readBrought(t, "hf.safetensors"))); err == nil || !strings.Contains(err.Error(), "tensor layer.0.convolution.weight: missing") {
		t.Errorf("a fragment: have %v, want an error with what is missing", err)
	}
	if other, ok := errors.AsType[OtherModel](func() error {
		_, want := tflitetest.Miniature(1./64, 32, 3, false)
		_, err := Read(bytes.NewReader(pytorchFile("mobilenet_v2.", want, asTheyAre)))
		return err
	}()); !ok || other != OtherMobileNetV2 {
		t.Errorf("have kind %q, want %q", other, OtherMobileNetV2)
	}
}
