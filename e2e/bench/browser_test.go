package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mobilenet/e2e/bench/models"
	"mobilenet/e2e/benchpage"
	"mobilenet/e2e/chromium"
	"mobilenet/e2e/site"
)

func TestMain(m *testing.M) { chromium.Main(m.Run) }

// TestModels has bench.html read a network in two of its formats: it must compute what the reference does.
func TestModels(t *testing.T) {
	ctx := t.Context()
	const root, alpha, resolution = "../..", 0.25, 128
	work := t.TempDir()
	dir := filepath.Join(work, "site")
	if err := site.Build(ctx, root, dir, ""); err != nil {
		t.Fatal(err)
	}
	store := &models.Store{}
	p := plan{points: []networkPoint{{alpha, resolution}}}
	if err := p.writeModels(filepath.Join(dir, "models"), store); err != nil {
		t.Fatal(err)
	}
	published := filepath.Join(dir, "models", models.Name(alpha, resolution), "published.tflite")
	if err := os.WriteFile(published, store.Network(alpha, resolution).TFLite(true), 0o666); err != nil {
		t.Fatal(err)
	}
	host, err := site.Serve(ctx, root, work, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer host.Close()
	browser, cancel, err := chromium.Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer cancel()

	reference := store.Reference(alpha, resolution)
	input := "new Float32Array(await (await fetch('models/0.25_128/input.bin')).arrayBuffer())"
	var logits [][]float64
	for _, query := range []string{"?isa=simd&models=models", "?isa=simd&weights=models/0.25_128/published.tflite"} {
		page, err := benchpage.Open(browser, host.URL+"/bench.html"+query)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		have, err := benchpage.Call[benchpage.Result](page, "await bench(0.25, 128, {warmup: 0, runs: 1, logits: true, input: "+input+"})")
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if worst := reference.Error(have.Logits); !(worst <= maxFloatError) {
			t.Errorf("%s: have an error of %.1e of the largest logit, want at most %.0e", query, worst, maxFloatError)
		}
		logits = append(logits, have.Logits)
	}
	if !slices.Equal(logits[0], logits[1]) {
		t.Error("have different logits from raw.bin and from the TensorFlow Lite file, want the same")
	}
}
