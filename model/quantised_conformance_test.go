package model

import (
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"mobilenet/kernels"
)

// closeCalls are the photos for which integers and float32 on the same weights
// give other first answers: those whose two best classes lie within what steps of
// 8 bits make of them.
var closeCalls = map[string][]string{
	"mobilenet_v1_0.25_128_quant.tflite":       {"cat", "hotdog_b"},
	"mobilenet_v1_0.25_160_quant.tflite":       {"dog_b", "owl"},
	"mobilenet_v1_0.25_224_quant.tflite":       {"cat_b"},
	"mobilenet_v1_0.5_128_quant.tflite":        {"bird2", "dragonfly"},
	"mobilenet_v1_0.75_224_quant.tflite":       {"pets"},
	"mobilenet_v1_1.0_224_quant (part1+part2)": {"hot_dog"},
}

// Google's quantised files, run in integers, give the answers that an independent
// implementation gave in float32, within the steps of activations and logits.
func TestOfficialAnswersInIntegers(t *testing.T) {
	for name, want := range readExpectations(t) {
		if !want.Quant {
			continue
		}
		t.Run(name, func(t *testing.T) {
			if kernels.Best() == kernels.Scalar && want.Alpha > 0.25 {
				t.Skip("takes long without assembly, which gives the same integers")
			}
			b := readOfficial(t, name)
			n, err := NewQuantised(Spec{Alpha: want.Alpha, Resolution: want.Resolution}, b, FloatingPoint)
			if err != nil {
				t.Fatal(err)
			}
			var others []string
			worst := 0.0
			for photo, top5 := range want.Top5 {
				fillInput(t, n.Input(), photo, want.Resolution, b.Meta)
				logits := n.Forward()
				p := n.Probabilities()
				var top [1]Answer
				if have := Top(top[:], p, false)[0]; have.Index != top5[0].Index {
					others = append(others, photo)
					t.Logf("%s: have class %d at %.3f, in float32 %d (%s) at %.3f",
						photo, have.Index, have.Probability, top5[0].Index, top5[0].Label, top5[0].P)
				}
				for _, a := range top5 {
					worst = max(worst, math.Abs(float64(logits[a.Index])-a.Logit)/largest(logits))
					if d := math.Abs(float64(p[a.Index]) - a.P); d > 0.2 {
						t.Errorf("%s, class %d: have probability %v, want %v ± 0.2", photo, a.Index, p[a.Index], a.P)
					}
				}
			}
			t.Logf("logits of the first five differ by at most %.2g of the largest", worst)
			if worst > 0.12 {
				t.Errorf("have logits that differ by %.2g of the largest, want at most 0.12", worst)
			}
			slices.Sort(others)
			if !slices.Equal(others, closeCalls[name]) {
				t.Errorf("have other answers for %q, want them for %q", others, closeCalls[name])
			}
		})
	}
}

// Weights that were never trained for 8 bits give nearly the same answers in them, though this narrow network has
// channels that lose much.
func TestOfficialAnswersQuantised(t *testing.T) {
	const name = "mobilenet_v1_0.25_224.tflite"
	want, found := readExpectations(t)[name]
	if !found {
		t.Skipf("have no expectations of %s", name)
	}
	b := readOfficial(t, name)
	n, err := Quantise(Spec{Alpha: want.Alpha, Resolution: want.Resolution}, b)
	if err != nil {
		t.Fatal(err)
	}
	agree, worst := 0, 0.0
	for photo, top5 := range want.Top5 {
		fillInput(t, n.Input(), photo, want.Resolution, b.Meta)
		logits := n.Forward()
		var top [1]Answer
		if Top(top[:], n.Probabilities(), false)[0].Index == top5[0].Index {
			agree++
		}
		for _, a := range top5 {
			worst = max(worst, math.Abs(float64(logits[a.Index])-a.Logit)/largest(logits))
		}
	}
	t.Logf("%d of %d first answers are the same, logits differ by at most %.2g of the largest", agree, len(want.Top5), worst)
	if agree < len(want.Top5)-4 || worst > 0.25 {
		t.Errorf("have %d of %d first answers and a difference of %.2g, want all but 4 and at most 0.25", agree, len(want.Top5), worst)
	}
}

// Google's quantised files give every byte that TensorFlow Lite gives in a browser.
func TestOfficialBytes(t *testing.T) {
	data, err := os.ReadFile("testdata/litert.txt")
	if err != nil {
		t.Fatal(err)
	}
	expectations := readExpectations(t)
	want := map[string]map[string]string{} // by file and photo
	for line := range strings.Lines(string(data)) {
		fields := strings.Fields(line)
		if fields[0] == "#" {
			continue
		}
		if want[fields[0]] == nil {
			want[fields[0]] = map[string]string{}
		}
		want[fields[0]][fields[1]] = strings.Join(fields[2:], " ")
	}
	for name, e := range expectations {
		if !e.Quant {
			continue
		}
		t.Run(name, func(t *testing.T) {
			if kernels.Best() == kernels.Scalar && e.Alpha > 0.25 {
				t.Skip("takes long without assembly, which gives the same integers")
			}
			b := readOfficial(t, name)
			n, err := NewQuantised(Spec{Alpha: e.Alpha, Resolution: e.Resolution}, b, FloatingPoint)
			if err != nil {
				t.Fatal(err)
			}
			if inBytes(n) != kernels.Best().HasBytes() {
				t.Errorf("computes in bytes: %t, want %t", inBytes(n), kernels.Best().HasBytes())
			}
			stem, _, _ := strings.Cut(name, "quant")
			for photo := range e.Top5 {
				fillInput(t, n.Input(), photo, e.Resolution, b.Meta)
				n.Forward()
				var bytes []byte // in steps of 1/256
				top := 0
				for i, p := range n.Probabilities() {
					bytes = append(bytes, byte(min(math.Round(256*float64(p)), 255)))
					if bytes[i] > bytes[top] {
						top = i
					}
				}
				have := fmt.Sprintf("%08x %d %d", crc32.ChecksumIEEE(bytes), top, bytes[top])
				if have != want[stem+"quant"][photo] {
					t.Errorf("%s: have %s, want %s", photo, have, want[stem+"quant"][photo])
				}
			}
		})
	}
}
