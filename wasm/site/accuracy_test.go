package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mobilenet/weights"
)

func TestAccuracy(t *testing.T) {
	const measured = `{"date": "2026-11-23", "photos": "one", "measurements": [{"weights": "a",
		"sha256": "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c", "precision": "f32", "alpha": 1, "resolution": 224,
		"photos": 1, "top1": [1, 0.2, 1], "top5": [1, 0.2, 1], "agreement": [1, 0.2, 1]}]}`
	tests := []struct {
		name, content string // "" for no file
		want          int    // measurements
		fails         string
	}{
		{"measured", measured, 1, ""},
		{"none", "", 0, ""},
		{"damaged", measured[:100], 0, "accuracy.json: weights: accuracy: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			from := filepath.Join(t.TempDir(), "accuracy.json")
			if test.content != "" {
				if err := os.WriteFile(from, []byte(test.content), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			written, err := readAccuracy(from)
			if test.fails != "" {
				if err == nil || !strings.Contains(err.Error(), test.fails) {
					t.Errorf("have %v, want an error with %q", err, test.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			have, err := weights.ParseAccuracy(written.content)
			if err != nil || len(have.Measurements) != test.want {
				t.Errorf("have %+v, %v, want %d measurements", have, err, test.want)
			}
		})
	}
}
