package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMakeWithoutGo runs make on a machine whose Go is missing, or is of no use.
func TestMakeWithoutGo(t *testing.T) {
	tests := []struct{ name, script, want string }{
		{"none", "", "There is no go in PATH. Install Go 1.21 or newer"},
		{"too old", `case "$1" in env) echo go1.18;; *) echo go version go1.18 linux/amd64;; esac`, "and go version go1.18 linux/amd64 did not get it"},
		{"no network", `case "$GOTOOLCHAIN" in local) echo go version go1.26;; *) echo "go: no such host" >&2; exit 1;; esac`, "and go version go1.26 did not get it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bin := t.TempDir()
			for _, name := range []string{"make", "sh"} {
				path, err := exec.LookPath(name)
				if err != nil {
					t.Skip(err)
				}
				if err := os.Symlink(path, filepath.Join(bin, name)); err != nil {
					t.Fatal(err)
				}
			}
			if test.script != "" {
				if err := os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\n"+test.script+"\n"), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			command := exec.Command("make", "serve")
			command.Dir = ".."
			command.Env = []string{"PATH=" + bin}
			output, err := command.CombinedOutput()
			if err == nil || !strings.Contains(string(output), test.want) {
				t.Errorf("have %v, %q, want an error with %q", err, output, test.want)
			}
		})
	}
}

// TestMakeHelp expects a line for every target that a person may want.
func TestMakeHelp(t *testing.T) {
	command := exec.Command("make")
	command.Dir = ".."
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for _, target := range []string{"serve", "site", "weights", "test", "check", "bench", "accuracy", "fuzz", "clean"} {
		if !strings.Contains(string(output), "\n  "+target+" ") {
			t.Errorf("have %q, want a line about %s", output, target)
		}
	}
}
