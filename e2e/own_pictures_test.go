package e2e

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// photoClasses are the answers that are right for each of the photos beside the repository: of ImageNet's classes those
// that it shows, or those that come closest where there is none.
var photoClasses = map[string][]int{
	"bird.png":         {19}, // a chickadee
	"bird2.png":        {},   // a crow: ImageNet has none
	"cat.png":          cats,
	"cat_b.png":        cats,
	"cat_c.png":        cats,
	"chips.png":        {692},      // a packet
	"dog_b.png":        {265, 266}, // a poodle, toy or miniature
	"dog_c.png":        {207, 208}, // a retriever, golden or Labrador
	"dragonfly.png":    {319},
	"grace_hopper.png": {652}, // a military uniform
	"hot_dog.png":      {934},
	"hotdog_b.png":     {934},
	"hotdog_c.png":     {934},
	"hotdog_d.png":     {934},
	"owl.png":          {24},
	"parrot.png":       {88},       // a macaw
	"pets.png":         {171, 195}, // an Italian greyhound, a Boston bull
	"sunflower.png":    {985},      // a daisy: ImageNet has no sunflower
}

// cats are ImageNet's: any cat counts for a cat.
var cats = []int{281, 282, 283, 284, 285}

// TestOwnPictures holds the widest of the project's own networks to naming most of the page's scenes right with its first
// answer, at the sharpest, where the page goes to by default.
func TestOwnPictures(t *testing.T) {
	right := make(map[string][]int)
	for _, sample := range listSamples(t) {
		right[sample.File] = []int{sample.Class}
	}
	countRight(t, samplesDir, right, 15)
}

// TestOfficialOwnPictures holds it to two in three of the photos beside the repository.
func TestOfficialOwnPictures(t *testing.T) {
	needOfficial(t)
	countRight(t, photosDir, photoClasses, 12)
}

// countRight has the widest network answer pictures in a directory, logs each answer, and fails if too few are right.
func countRight(t *testing.T, dir string, right map[string][]int, least int) {
	t.Helper()
	if trained, err := filepath.Glob(filepath.Join(ownWeights, "*.safetensors")); err != nil || len(trained) == 0 {
		t.Skipf("have no trained weights in %s: %v", ownWeights, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)
	v := s.open(t, "bench.html?weights=slim")
	count := 0
	files := make([]string, 0, len(right))
	for file := range right {
		files = append(files, file)
	}
	slices.Sort(files)
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		type answer struct {
			Index       int
			Label       string
			Probability float64
		}
		found := evaluate[[]answer](v, fmt.Sprintf(
			`window.classify(new Blob([Uint8Array.from(atob(%q), (c) => c.charCodeAt(0))]), {alpha: 0.75, resolution: 224, precision: "int8"})`,
			base64.StdEncoding.EncodeToString(content)))
		mark := " "
		if slices.Contains(right[file], found[0].Index) {
			mark = "+"
			count++
		}
		var said []string
		for _, a := range found[:3] {
			said = append(said, fmt.Sprintf("%s %.2f", a.Label, a.Probability))
		}
		t.Logf("%s %-18s %s", mark, file, strings.Join(said, ", "))
	}
	t.Logf("%d of %d first answers are right", count, len(right))
	if count < least {
		t.Errorf("have %d of %d first answers right, want at least %d", count, len(right), least)
	}
}
