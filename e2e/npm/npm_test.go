package npm

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestInstallWithoutNPM(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "package-lock.json"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	if err := Install(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "install Node.js") {
		t.Errorf("have %v, want an error that says how to get npm", err)
	}
}

// TestPins holds every use of npm to exact versions, and its lock file to no registry's address.
func TestPins(t *testing.T) {
	var dirs []string
	for _, pattern := range []string{"../*/package.json", "../*/*/package.json"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	if len(dirs) < 2 {
		t.Fatalf("have packages in %q, want those of the peers and of axe", dirs)
	}
	exact := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join(dir, "package.json"))
			if err != nil {
				t.Fatal(err)
			}
			var wanted struct{ Dependencies, DevDependencies map[string]string }
			if err := json.Unmarshal(content, &wanted); err != nil {
				t.Fatal(err)
			}
			if len(wanted.Dependencies) > 0 || len(wanted.DevDependencies) == 0 {
				t.Errorf("have dependencies %v and %v, want some for development and no others", wanted.Dependencies, wanted.DevDependencies)
			}
			for name, version := range wanted.DevDependencies {
				if !exact.MatchString(version) {
					t.Errorf("%s: have version %q, want an exact one", name, version)
				}
			}
			lock, err := os.ReadFile(filepath.Join(dir, "package-lock.json"))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(lock), `"resolved"`) {
				t.Error("have addresses in package-lock.json, want none: npm writes them unless .npmrc has omit-lockfile-registry-resolved")
			}
		})
	}
}
