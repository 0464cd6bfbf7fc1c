package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"mobilenet/e2e/benchpage"
	"mobilenet/e2e/chromium"
	"mobilenet/e2e/site"
)

func TestMain(m *testing.M) { chromium.Main(m.Run) }

// Answers in bulk are those of window.classify, and are kept.
func TestOfficialAnswers(t *testing.T) {
	const official = "../shared/weights/official"
	t.Chdir("../..")
	if _, err := os.Stat(official); err != nil {
		t.Skipf("needs Google's weights beside the repository: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	set := samples(t)
	work := t.TempDir()
	dir, kept := filepath.Join(work, "site"), filepath.Join(work, "kept")
	if err := site.Build(ctx, ".", dir, official); err != nil {
		t.Fatal(err)
	}
	if err := set.write(filepath.Join(dir, photosPath)); err != nil {
		t.Fatal(err)
	}
	host, err := site.Serve(ctx, ".", work, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer host.Close()
	tab, stop, err := chromium.Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	page, err := benchpage.Open(tab, host.URL+"/bench.html")
	if err != nil {
		t.Fatal(err)
	}
	files, err := listFiles(filepath.Join(dir, "weights"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := newMeasurer(page, dir, set, kept)
	if err != nil {
		t.Fatal(err)
	}
	for _, precision := range []string{"f32", "int8"} {
		c := configuration{officialFor(files, precision, point{0.25, 160}), precision, point{0.25, 160}}
		have, err := m.answers(c)
		if err != nil {
			t.Fatal(err)
		}
		want, err := benchpage.Call[[]answer](page, fmt.Sprintf(`await Promise.all([...Array(%d).keys()].map(async (i) => {
			const photo = await (await fetch("%s/" + i)).blob();
			const answers = await classify(photo, {alpha: 0.25, resolution: 160, precision: %q, weights: "weights/" + %q});
			return {classes: answers.map(({index}) => index), confidence: answers[0].probability};
		}))`, len(set.photos), photosPath, precision, c.File.File))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(have, want) {
			t.Errorf("%v: have %v, want %v as window.classify answers", c, have, want)
		}
		offline := *m
		offline.page = nil
		if again, err := offline.answers(c); err != nil || !reflect.DeepEqual(again, have) {
			t.Errorf("%v: have %v, %v when asked again, want the answers that were kept", c, again, err)
		}
	}
}

// samples are three of the project's own pictures.
func samples(t *testing.T) *photoSet {
	t.Helper()
	set := &photoSet{about: "samples"}
	for _, name := range []string{"balloon.jpg", "daisy.jpg", "keyboard.jpg"} {
		content, err := os.ReadFile(filepath.Join("web/samples", name))
		if err != nil {
			t.Fatal(err)
		}
		set.photos = append(set.photos, photo{name, 0, content})
	}
	return set
}
