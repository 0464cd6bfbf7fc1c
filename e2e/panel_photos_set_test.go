package e2e

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shown is a photo of a set, where it lies, and what it shows.
type shown struct {
	path  string // in the set's directory: a folder that names the class, or "rex" or nothing, which do not
	class string
}

// photoSet is a directory of labelled photos: test photos, or where there are none the project's own drawings.
type photoSet struct {
	dir    string
	photos []shown
}

// testPhotos says what the test photos show, in folders as people name them.
var testPhotos = []struct{ file, folder, class string }{
	{"dragonfly.png", "dragonfly", "dragonfly"},
	{"owl.png", "Great Grey Owls", "great grey owl"},
	{"hot_dog.png", "hotdogs", "hot dog"},
	{"hotdog_b.png", "hotdogs", "hot dog"},
	{"hotdog_c.png", "hotdogs", "hot dog"},
	{"hotdog_d.png", "hotdogs", "hot dog"},
	{"parrot.png", "macaw", "macaw"},
	{"cat_b.png", "tabby_cat", "tabby cat"},
	{"cat_c.png", "tabby_cat", "tabby cat"},
	{"dog_b.png", "rex", "golden retriever"},
	{"dog_c.png", "rex", "golden retriever"},
	{"sunflower.png", "", "daisy"},
	{"bird2.png", "", "daisy"},
}

// writePhotos lays out a set, with a large photo and a file that is broken in the folder of the first class, and one file
// that is no picture.
func (s *pageSite) writePhotos(t *testing.T) photoSet {
	t.Helper()
	set := photoSet{dir: filepath.Join(t.TempDir(), "set")}
	add := func(from, folder, class string) {
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, filepath.Base(from))
		set.photos = append(set.photos, shown{path, class})
		set.write(t, path, content)
	}
	if s.official {
		for _, p := range testPhotos {
			add(filepath.Join(photosDir, p.file), p.folder, p.class)
		}
	} else {
		for i, sample := range listSamples(t)[:10] {
			class := className(t, sample.Class)
			folder := strings.ReplaceAll(class, " ", "_")
			if i >= 8 {
				folder = []string{"rex", ""}[i-8]
			}
			add(filepath.Join(samplesDir, sample.File), folder, class)
		}
	}
	var large bytes.Buffer // as large as a round of the check may be: the others come in the next one
	if err := png.Encode(&large, image.NewPaletted(image.Rect(0, 0, 4096, 4096), color.Palette{color.White})); err != nil {
		t.Fatal(err)
	}
	first := set.photos[0]
	set.photos = append(set.photos, shown{filepath.Join(filepath.Dir(first.path), "large.png"), first.class})
	set.write(t, set.photos[len(set.photos)-1].path, large.Bytes())
	set.write(t, filepath.Join(filepath.Dir(first.path), "broken.jpg"), []byte("no picture"))
	set.write(t, "notes.txt", []byte("seen in May"))
	return set
}

func (s photoSet) write(t *testing.T, path string, content []byte) {
	t.Helper()
	path = filepath.Join(s.dir, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o666); err != nil {
		t.Fatal(err)
	}
}

// in returns the photos in a folder of the set.
func (s photoSet) in(folder string) []shown {
	return slices.DeleteFunc(slices.Clone(s.photos), func(p shown) bool { return filepath.Dir(p.path) != folder })
}

// testNetwork is a network that the test checks.
type testNetwork struct {
	alpha      float64
	resolution int
	precision  string
}

func (n testNetwork) format() string {
	if n.precision == "f32" {
		return "float"
	}
	return n.precision
}

// name is what the panel calls the network.
func (n testNetwork) name() string { return fmt.Sprintf("%v/%d %s", n.alpha, n.resolution, n.format()) }

// classified is what the engine answers first to each photo, by bench.html.
func (s *pageSite) classified(t *testing.T, set photoSet, networks []testNetwork) map[string][][]string {
	t.Helper()
	weights := "random"
	if s.official {
		weights = "official"
	}
	v := s.open(t, "bench.html")
	answers := make(map[string][][]string)
	for _, p := range set.photos {
		content, err := os.ReadFile(filepath.Join(set.dir, p.path))
		if err != nil {
			t.Fatal(err)
		}
		evaluate[any](v, fmt.Sprintf(`void (window.photo = new Blob([Uint8Array.from(atob(%q), (c) => c.charCodeAt(0))]))`,
			base64.StdEncoding.EncodeToString(content)))
		for _, n := range networks {
			answers[p.path] = append(answers[p.path], evaluate[[]string](v, fmt.Sprintf(
				`window.classify(window.photo, {alpha: %v, resolution: %d, precision: %q, weights: %q}).then((top) => top.map(({label}) => label))`,
				n.alpha, n.resolution, n.precision, weights)))
		}
	}
	return answers
}
