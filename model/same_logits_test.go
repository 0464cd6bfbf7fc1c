package model

import (
	"encoding/binary"
	"flag"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

var updateLogits = flag.Bool("update-logits", false, "write testdata/logits.txt, by the definition's kernels")

// logitsFile has the CRC-32 of the logits that files give in integers.
const logitsFile = "testdata/logits.txt"

// A file gives the same logits in integers, bit for bit, on every processor and in every binary, and in a crew of two: the
// sums that the definition's kernels have given natively.
func TestSameLogits(t *testing.T) {
	eachOwn(t, func(t *testing.T, _ string, b *weights.Bundle) {
		for _, resolution := range []int{128, 160} {
			holdLogits(t, fmt.Sprintf("own_%v_%d", b.Meta.Alpha, resolution), Spec{Alpha: b.Meta.Alpha, Resolution: resolution}, b)
		}
	})
}

// TestSameLogitsOfOfficial is the same for Google's files.
func TestSameLogitsOfOfficial(t *testing.T) {
	for name, e := range readExpectations(t) {
		t.Run(name, func(t *testing.T) {
			holdLogits(t, strings.ReplaceAll(name, " ", "_"), Spec{Alpha: e.Alpha, Resolution: e.Resolution}, readOfficial(t, name))
		})
	}
	t.Run("detector", func(t *testing.T) {
		const name = "ssd_mobilenet_v1_coco_quant_2018_06_29.tflite"
		data, err := os.ReadFile(filepath.Join(officialDir, name))
		if err != nil {
			t.Skipf("needs Google's weights beside the repository: %v", err)
		}
		b := must(weights.ReadDetector(data))(t)
		holdLogits(t, name, Spec{Alpha: b.Meta.Alpha, Resolution: layers.SSDResolution, Architecture: layers.SSD}, b)
	})
}

// holdLogits fails unless a network in integers gives the logits that logitsFile has under a name, alone and, if it
// classifies, in a crew of two.
func holdLogits(t *testing.T, name string, spec Spec, b *weights.Bundle) {
	t.Helper()
	network := func() *Network { return must(Build(spec, b, Int8))(t) }
	n := network()
	fillNoise(n.Input())
	n.Forward()
	have := sumOfOutputs(n)
	if *updateLogits {
		updateSum(t, name, have)
		return
	}
	want, known := logitSums(t)[name]
	if !known {
		t.Fatalf("%s: have no logits in %s, want them: run this test with -update-logits natively", name, logitsFile)
	}
	if have != want {
		t.Errorf("%s: have logits of sum %s, want %s", name, have, want)
	}
	if spec.Architecture != layers.Separable {
		return
	}
	if have := inCrew(t, 2, network, fillNoise, sumOfOutputs); have != want {
		t.Errorf("%s in a crew of two: have logits of sum %s, want %s", name, have, want)
	}
}

// sumOfOutputs returns the CRC-32 of what a network's outputs hold after a pass.
func sumOfOutputs(n *Network) string {
	sum := crc32.NewIEEE()
	for _, layer := range n.Layers().Outputs() {
		if err := binary.Write(sum, binary.LittleEndian, n.Output(layer)); err != nil {
			panic(err)
		}
	}
	return fmt.Sprintf("%08x", sum.Sum32())
}

// logitSums reads logitsFile: a name and a sum a line.
func logitSums(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile(logitsFile)
	if err != nil && !*updateLogits {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for line := range strings.Lines(string(data)) {
		if name, sum, found := strings.Cut(strings.TrimSpace(line), " "); found {
			sums[name] = sum
		}
	}
	return sums
}

// updateSum puts a sum into logitsFile.
func updateSum(t *testing.T, name, sum string) {
	t.Helper()
	sums := logitSums(t)
	sums[name] = sum
	var lines []string
	for name, sum := range sums {
		lines = append(lines, name+" "+sum+"\n")
	}
	slices.Sort(lines)
	if err := os.WriteFile(logitsFile, []byte(strings.Join(lines, "")), 0o666); err != nil {
		t.Fatal(err)
	}
}
