package head

import (
	"archive/tar"
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/image/webp"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/weights"
)

// What the tests of real photos read lies beside the repository.
const (
	photosDir   = "../../../shared/data/photos"
	officialDir = "../../../shared/weights/official"
)

// photos are the files of the photos of things in shops and of scenes, by name. The names of things say which photos
// were taken in which of two sets of shops: "train" and "test".
var photos = sync.OnceValues(func() (map[string][]byte, error) {
	paths, err := filepath.Glob(filepath.Join(photosDir, "*.tar"))
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("have no photos in %s", photosDir)
	}
	files := make(map[string][]byte)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		for archive := tar.NewReader(bytes.NewReader(data)); ; {
			header, err := archive.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, err
			}
			if strings.HasPrefix(header.Name, "grocery/") || strings.HasPrefix(header.Name, "scenes") {
				if files[header.Name], err = io.ReadAll(archive); err != nil {
					return nil, err
				}
			}
		}
	}
	return files, nil
})

// named returns the names of the photos that contain all of those words, in order.
func named(t *testing.T, words ...string) []string {
	t.Helper()
	files, err := photos()
	if err != nil {
		t.Skipf("needs photos beside the repository: %v", err)
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(name, word) }) {
			names = append(names, name)
		}
	}
	return names
}

// An eye is a network that sees features in photos.
type eye struct {
	network *model.Network
	norm    kernels.Normalisation
	seen    map[string][]float32
}

// eyes are the networks in use, by width.
var eyes = make(map[float64]*eye)

// look returns the eye of Google's network of that width, at 160 pixels.
func look(t *testing.T, alpha float64) *eye {
	t.Helper()
	if alpha > 0.25 && kernels.Best() == kernels.Scalar {
		t.Skip("takes long without assembly, which gives the same features")
	}
	if eyes[alpha] != nil {
		return eyes[alpha]
	}
	files := map[float64][]string{
		0.25: {"mobilenet_v1_0.25_224.tflite"},
		1:    {"mobilenet_v1_1.0_224_quant.part1-embedding.tflite", "mobilenet_v1_1.0_224_quant.part2-head.tflite"},
	}[alpha]
	var data [][]byte
	for _, name := range files {
		file, err := os.ReadFile(filepath.Join(officialDir, name))
		if err != nil {
			t.Skipf("needs Google's weights beside the repository: %v", err)
		}
		data = append(data, file)
	}
	var b *weights.Bundle
	var err error
	if len(data) == 2 {
		b, err = weights.JoinTFLite(data[0], data[1])
	} else {
		b, err = weights.ReadTFLite(data[0])
	}
	if err != nil {
		t.Fatal(err)
	}
	network, err := model.New(model.Spec{Alpha: alpha, Resolution: 160}, b)
	if err != nil {
		t.Fatal(err)
	}
	eyes[alpha] = &eye{network, kernels.Normalisation{Scale: b.Meta.Scale, Offset: b.Meta.Offset}, make(map[string][]float32)}
	return eyes[alpha]
}

// backbone says which network the eye is.
func (e *eye) backbone() Backbone {
	spec := e.network.Spec()
	return Backbone{Alpha: spec.Alpha, Resolution: spec.Resolution, Precision: e.network.Precision().String()}
}

// see returns the features that the network sees in a view of a photo.
func (e *eye) see(t *testing.T, name string, v view) []float32 {
	t.Helper()
	key := fmt.Sprint(name, v)
	if seen, known := e.seen[key]; known {
		return seen
	}
	files, err := photos()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := webp.Decode(bytes.NewReader(files[name]))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	bounds := picture.Bounds()
	size := image.Pt(int(v.share*float64(bounds.Dx())), int(v.share*float64(bounds.Dy())))
	rgba := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(rgba, rgba.Rect, picture, bounds.Min.Add(bounds.Size().Sub(size).Div(2)), draw.Src)
	if v.mirrored {
		for y := range size.Y {
			for x := range size.X / 2 {
				left, right := rgba.RGBAAt(x, y), rgba.RGBAAt(size.X-1-x, y)
				rgba.SetRGBA(x, y, right)
				rgba.SetRGBA(size.X-1-x, y, left)
			}
		}
	}
	resizer, err := kernels.NewResizer(size.X, size.Y, e.network.Spec().Resolution)
	if err != nil {
		t.Fatal(err)
	}
	resizer.Resize(e.network.ISA(), e.network.Input(), rgba.Pix, e.norm)
	e.network.Forward()
	e.seen[key] = slices.Clone(e.network.Features())
	return e.seen[key]
}

// A view is a share of a photo's middle, mirrored or not.
type view struct {
	share    float64
	mirrored bool
}

// whole is a photo as it is, crops are four views of it, itself the first.
var (
	whole = []view{{1, false}}
	crops = []view{{1, false}, {1, true}, {0.8, false}, {0.8, true}}
)

// examples returns examples of up to so many photos of each class, from the photos of a set whose names contain the
// class's: the views of each.
func (e *eye) examples(t *testing.T, set string, classes []string, most int, views []view) (examples []Example) {
	t.Helper()
	picture := 0
	for k, class := range classes {
		names := named(t, set, "__"+class+"__")
		for _, name := range names[:min(most, len(names))] {
			example := e.example(t, name, picture, OneOf(k, len(classes)))
			for i, v := range views {
				example.View = i > 0
				example.Features = e.see(t, name, v)
				examples = append(examples, example)
			}
			picture++
		}
	}
	return examples
}

// example returns the example of a photo, the i-th that was taken.
func (e *eye) example(t *testing.T, name string, i int, target []float32) Example {
	t.Helper()
	return Example{Features: e.see(t, name, whole[0]), Target: target, Time: int64(i), Group: i, Picture: i}
}
