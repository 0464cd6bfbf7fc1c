package samples_test

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/web/samples"
	"mobilenet/weights"
)

func all(t *testing.T) []samples.Sample {
	t.Helper()
	list, err := samples.All()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// open decodes a sample's picture.
func open(t *testing.T, s samples.Sample) image.Image {
	t.Helper()
	data, err := samples.Files.ReadFile(s.File)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", s.File, err)
	}
	return picture
}

func TestSamples(t *testing.T) {
	const least, most = 8, 40 << 10 // samples; bytes each
	list := all(t)
	if len(list) < least {
		t.Errorf("have %d samples, want at least %d", len(list), least)
	}
	var files []string
	classes := map[int]string{}
	for _, s := range list {
		files = append(files, s.File)
		if size := open(t, s).Bounds().Size(); size.X != size.Y || size.X < 320 {
			t.Errorf("%s: have %d×%d pixels, want a square of 320 or more", s.File, size.X, size.Y)
		}
		if data, _ := samples.Files.ReadFile(s.File); len(data) > most {
			t.Errorf("%s: have %d bytes, want at most %d", s.File, len(data), most)
		}
		if s.Title == "" || !strings.HasSuffix(s.Alt, ".") {
			t.Errorf("%s: have title %q and alt %q, want a name and a sentence", s.File, s.Title, s.Alt)
		}
		if s.Class < 0 || s.Class > 999 || classes[s.Class] != "" {
			t.Errorf("%s: have class %d, want one of 0..999 of its own", s.File, s.Class)
		}
		if name := regexp.MustCompile(`^[a-z]+(-[a-z]+)*\.jpg$`); !name.MatchString(s.File) {
			t.Errorf("have file %q, want a name like golf-ball.jpg", s.File)
		}
		classes[s.Class] = s.File
	}
	there, err := fs.Glob(samples.Files, "*.jpg")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	if !slices.Equal(there, files) {
		t.Errorf("have pictures %v, want those of samples.json: %v", there, files)
	}
}

// The largest official network names every scene: it is what the samples are for.
func TestOfficialAnswers(t *testing.T) {
	var parts [][]byte
	for _, part := range []string{"part1-embedding", "part2-head"} {
		path := filepath.Join("../../../shared/weights/official", "mobilenet_v1_1.0_224_quant."+part+".tflite")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Skipf("needs Google's weights beside the repository: %v", err)
		}
		parts = append(parts, data)
	}
	bundle, err := weights.JoinTFLite(parts...)
	if err != nil {
		t.Fatal(err)
	}
	network, err := model.New(model.Spec{Alpha: 1, Resolution: bundle.Meta.Resolution}, bundle)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all(t) {
		answer := classify(t, network, bundle.Meta, open(t, s))
		t.Logf("%-18s %.2f %s", s.File, answer.Probability, weights.Label(answer.Index))
		if answer.Index != s.Class {
			t.Errorf("%s: have %d %s, want %d %s", s.File, answer.Index, weights.Label(answer.Index), s.Class, weights.Label(s.Class))
		}
	}
}

// classify returns the network's first answer to a picture.
func classify(t *testing.T, network *model.Network, meta weights.Meta, picture image.Image) model.Answer {
	t.Helper()
	size := picture.Bounds().Size()
	rgba := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(rgba, rgba.Bounds(), picture, picture.Bounds().Min, draw.Src)
	resizer, err := kernels.NewResizer(size.X, size.Y, meta.Resolution)
	if err != nil {
		t.Fatal(err)
	}
	resizer.Resize(kernels.Best(), network.Input(), rgba.Pix, kernels.Normalisation{Scale: meta.Scale, Offset: meta.Offset})
	logits := network.Forward()
	kernels.Softmax(logits, logits)
	return model.Top(make([]model.Answer, 1), logits, meta.Background)[0]
}
