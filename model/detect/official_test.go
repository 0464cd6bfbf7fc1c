package detect

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// Google's file and what another implementation finds with it, beside the repository where a developer has them; the
// tests that need them are skipped elsewhere.
const (
	officialFile = "../../../shared/weights/official/ssd_mobilenet_v1_coco_quant_2018_06_29.tflite"
	labelsFile   = "../../../shared/weights/official/coco_labels.txt"
	photosDir    = "../../../shared/data/photos-test"
)

// readBeside returns a file, or skips the test where it is not there.
func readBeside(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("needs what lies beside the repository: %v", err)
	}
	return data
}

// official builds the network of Google's file in a precision.
func official(t testing.TB, p model.Precision) (*model.Network, *Detector, *weights.Bundle) {
	t.Helper()
	b, err := weights.ReadDetector(readBeside(t, officialFile))
	if err != nil {
		t.Fatal(err)
	}
	n, err := model.Build(model.Spec{Alpha: b.Meta.Alpha, Resolution: b.Meta.Resolution, Architecture: layers.SSD}, b, p)
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(n.Layers(), b)
	if err != nil {
		t.Fatal(err)
	}
	return n, d, b
}

// The default boxes of Google's file are Anchors, in its steps.
func TestOfficialAnchors(t *testing.T) {
	n, _, b := official(t, model.Int8)
	anchors := Anchors(n.Layers())
	file, err := b.QuantisedTensor(weights.AnchorsName, len(anchors), 4)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range anchors {
		for k, v := range [4]float32{a.Y, a.X, a.Height, a.Width} {
			if have, want := math.Round(float64(v/file.Scale)), float64(file.Bytes[4*i+k])-float64(file.Zero); have != want {
				t.Fatalf("default box %d, number %d: have %v, which is %v steps, want %v", i, k, v, have, want)
			}
		}
	}
}

// expectation is a thing that the other implementation found: a name of the file's, and whole pixels of the photo.
type expectation struct {
	Label string
	Score float64 // with three decimals
	Box   [4]float32
}

// find returns the index of a detection that is the expected one, −1 if there is none.
func (e expectation) find(found []Detection, names []string, size image.Point) int {
	want := Box{e.Box[0], e.Box[1], e.Box[2], e.Box[3]}
	return slices.IndexFunc(found, func(d Detection) bool {
		return names[d.Class] == e.Label && math.Abs(float64(d.Score)-e.Score) < 0.001 && d.Box.inPixels(size).Overlap(want) >= 0.95
	})
}

// inPixels returns the part of the box that lies in a picture of that size, with a corner and sides of whole pixels.
func (b Box) inPixels(size image.Point) Box {
	floor := func(v float32) float32 { return float32(math.Floor(float64(v))) }
	inside := func(v float32, n int) float32 { return min(max(v, 0), 1) * float32(n) }
	x, y := inside(b.X0, size.X), inside(b.Y0, size.Y)
	return Box{floor(x), floor(y), floor(x) + floor(inside(b.X1, size.X)-x), floor(y) + floor(inside(b.Y1, size.Y)-y)}
}

// The network in integers finds what TensorFlow Lite finds on every photo: as many things, of the same classes, with
// scores of the same byte. In float32 it finds the surest one.
func TestOfficialDetections(t *testing.T) {
	var file struct{ Photos map[string][]expectation }
	if err := json.Unmarshal(readBeside(t, filepath.Join(photosDir, "expected-detections.json")), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Photos) < 18 {
		t.Fatalf("have %d photos, want at least 18", len(file.Photos))
	}
	names := strings.Split(string(readBeside(t, labelsFile)), "\n")
	integers, detector, b := official(t, model.Int8)
	reals, _, _ := official(t, model.Float32)
	limits := Limits{0.3, 10} // those of the file
	for photo, want := range file.Photos {
		if kernels.Best() == kernels.Scalar && photo != "grace_hopper.png" && photo != "pets.png" {
			continue // it takes long without assembly, which gives the same integers
		}
		size := fillInput(t, integers.Input(), photo, b.Meta)
		copy(reals.Input(), integers.Input())
		integers.Forward()
		have := slices.Clone(detector.Detect(integers, limits))
		if len(have) != len(want) {
			t.Errorf("%s: have %d detections, want %d", photo, len(have), len(want))
		}
		for _, e := range want {
			if e.find(have, names, size) < 0 {
				t.Errorf("%s: have %v, want one of %v", photo, have, e)
			}
		}
		reals.Forward()
		near := func(d Detection) bool {
			return d.Class == have[0].Class && math.Abs(float64(d.Score-have[0].Score)) < 0.1 && d.Box.Overlap(have[0].Box) > 0.8
		}
		if found := detector.Detect(reals, limits); !slices.ContainsFunc(found, near) {
			t.Errorf("%s in float32: have %v, want one near %v", photo, found, have[0])
		}
	}
}

// In integers every byte that the heads come to in shared steps is the one that TensorFlow Lite gives in a browser.
func TestOfficialBytes(t *testing.T) {
	data, err := os.ReadFile("testdata/litert.txt")
	if err != nil {
		t.Fatal(err)
	}
	n, d, b := official(t, model.Int8)
	all, err := b.Activation(weights.BoxesName)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		photo, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		if photo == "#" || kernels.Best() == kernels.Scalar && photo != "owl" {
			continue // it takes long without assembly, which gives the same integers
		}
		fillInput(t, n.Input(), photo+".png", b.Meta)
		n.Forward()
		var boxes, scores []byte
		for i := range d.heads {
			h := &d.heads[i]
			for _, v := range n.Output(h.boxes) {
				boxes = append(boxes, byte(math.Round(float64(h.encoding.value(v)/all.Scale))+float64(all.Zero)))
			}
			for _, v := range n.Output(h.scores) {
				scores = append(scores, byte(256*h.score.value(v)))
			}
		}
		if have := fmt.Sprintf("%08x %08x", crc32.ChecksumIEEE(boxes), crc32.ChecksumIEEE(scores)); have != want {
			t.Errorf("%s: have %s, want %s", photo, have, want)
		}
	}
}

// square returns the centre square of a photo, RGBA, its side, and where in the photo its corner is.
func square(t *testing.T, photo string) (rgba []byte, side int, corner image.Point) {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(readBeside(t, filepath.Join(photosDir, photo))))
	if err != nil {
		t.Fatal(err)
	}
	size := picture.Bounds().Size()
	side = min(size.X, size.Y)
	corner = image.Pt((size.X-side)/2, (size.Y-side)/2)
	for y := range side {
		for x := range side {
			r, g, b, _ := picture.At(corner.X+x, corner.Y+y).RGBA()
			rgba = append(rgba, byte(r>>8), byte(g>>8), byte(b>>8), 255)
		}
	}
	return rgba, side, corner
}

var update = flag.Bool("update", false, "write testdata anew")

// sighting is a detection as bench.html's window.detect gives it.
type sighting struct {
	Label string     `json:"label"`
	Score float32    `json:"score"`
	Box   [4]float32 `json:"box"` // left, top, right, bottom, in pixels of the photo
}

// What is found in the photos' centre squares, which the page's detector sees, is what testdata says, which the tests of the
// page compare with what they find.
func TestOfficialSquares(t *testing.T) {
	const file = "testdata/photos.json"
	n, d, b := official(t, model.Int8)
	have := make(map[string][]sighting)
	photos, err := filepath.Glob(filepath.Join(photosDir, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range photos {
		photo := filepath.Base(path)
		if kernels.Best() == kernels.Scalar && !*update && photo != "pets.png" {
			continue // it takes long without assembly, which gives the same integers
		}
		rgba, side, corner := square(t, photo)
		resizer, err := kernels.NewResizer(side, side, n.Spec().Resolution)
		if err != nil {
			t.Fatal(err)
		}
		resizer.Resize(n.ISA(), n.Input(), rgba, kernels.Normalisation{Scale: b.Meta.Scale, Offset: b.Meta.Offset})
		n.Forward()
		have[photo] = []sighting{}
		for _, f := range d.Detect(n, Limits{0.3, 10}) {
			x := func(v float32) float32 { return float32(corner.X) + float32(side)*v }
			y := func(v float32) float32 { return float32(corner.Y) + float32(side)*v }
			box := [4]float32{x(f.Box.X0), y(f.Box.Y0), x(f.Box.X1), y(f.Box.Y1)}
			have[photo] = append(have[photo], sighting{weights.COCOLabels()[f.Class], f.Score, box})
		}
	}
	if *update {
		content, err := json.MarshalIndent(have, "", "\t")
		if err == nil {
			err = os.WriteFile(file, append(content, '\n'), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string][]sighting
	if err := json.Unmarshal(content, &want); err != nil {
		t.Fatal(err)
	}
	for photo, found := range have {
		if len(found) != len(want[photo]) {
			t.Errorf("%s: have %d things, want %d", photo, len(found), len(want[photo]))
			continue
		}
		for i, w := range want[photo] {
			in := func(b [4]float32) Box { return Box{b[0], b[1], b[2], b[3]} }
			if h := found[i]; h.Label != w.Label || math.Abs(float64(h.Score-w.Score)) > 1./256 || !(in(h.Box).Overlap(in(w.Box)) >= 0.95) {
				t.Errorf("%s, thing %d: have %+v, want %+v", photo, i, h, w)
			}
		}
	}
}

// fillInput puts a photo into dst, normalised as the weights want, and returns its size. It is resized as the other
// implementation does it: pixel i of n is taken at i/n of the photo, in steps of 1/32, between its four neighbours.
func fillInput(t *testing.T, dst []float32, photo string, meta weights.Meta) image.Point {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(readBeside(t, filepath.Join(photosDir, photo))))
	if err != nil {
		t.Fatal(err)
	}
	size := picture.Bounds().Size()
	at := func(x, y int) [3]float64 {
		r, g, b, _ := picture.At(min(x, size.X-1), min(y, size.Y-1)).RGBA()
		return [3]float64{float64(r >> 8), float64(g >> 8), float64(b >> 8)}
	}
	source := func(i, n int) (int, float64) {
		whole, part := math.Modf(math.Round(float64(i*n)/layers.SSDResolution*32) / 32)
		return int(whole), part
	}
	for i := range layers.SSDResolution * layers.SSDResolution {
		x, right := source(i%layers.SSDResolution, size.X)
		y, down := source(i/layers.SSDResolution, size.Y)
		a, b, c, d := at(x, y), at(x+1, y), at(x, y+1), at(x+1, y+1)
		for k := range 3 {
			v := (a[k]*(1-right)+b[k]*right)*(1-down) + (c[k]*(1-right)+d[k]*right)*down
			dst[3*i+k] = float32(math.Round(v))*meta.Scale + meta.Offset
		}
	}
	return size
}

// BenchmarkDetect makes boxes of what the heads put out, of the surest things and of everything.
func BenchmarkDetect(b *testing.B) {
	n, d, _ := official(b, model.Int8)
	n.Forward() // of a grey picture
	for _, limits := range []Limits{{0.3, 10}, d.Limits()} {
		b.Run(fmt.Sprint(limits.MinScore), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Detect(n, limits)
			}
		})
	}
}
