package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRuntimes(t *testing.T) {
	const measured = `{"date": "2026-11-23", "machine": "one", "browser": "Chrome/1", "peers": "LiteRT.js 1.0.0",
		"runtimes": [{"name": "LiteRT.js", "ours": false, "precision": "f32", "points": [[1, 224, 26.5]]}]}`
	tests := []struct{ name, content, want, fails string }{
		{"measured", measured, measured, ""},
		{"none", "", noRuntimes, ""},
		{"damaged", measured[:100], "", "unexpected end of JSON input"},
		{"without a machine", strings.Replace(measured, `"one"`, `""`, 1), "", "want when and where"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "runtimes.json")
			if test.content != "" {
				if err := os.WriteFile(path, []byte(test.content), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			have, err := readRuntimes(path)
			if test.fails != "" {
				if err == nil || !strings.Contains(err.Error(), test.fails) {
					t.Errorf("have %v, want an error with %q", err, test.fails)
				}
				return
			}
			if err != nil || have.name != "runtimes.json" || string(have.content) != test.want {
				t.Errorf("have %s %q, %v, want runtimes.json %q", have.name, have.content, err, test.want)
			}
		})
	}
}

// The measurements in the repository are such.
func TestRepositoryRuntimes(t *testing.T) {
	have, err := readRuntimes("../../e2e/bench/runtimes.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"LiteRT.js", "TensorFlow.js", "ONNX Runtime Web"} {
		if !strings.Contains(string(have.content), want) {
			t.Errorf("have no %s among the runtimes, want it", want)
		}
	}
}
