package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// writeFiles writes files, named by their paths, to a new directory.
func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// archive returns a .tar of files, each of which holds its own name.
func archive(t *testing.T, names ...string) string {
	t.Helper()
	var file bytes.Buffer
	w := tar.NewWriter(&file)
	for _, name := range names {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o666, Size: int64(len(name))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

func TestReadPhotos(t *testing.T) {
	t.Chdir("../..") // where the classes' names are
	const header = "file,label_index_1001,author\n"
	tests := []struct {
		name  string
		files map[string]string
		want  string // names and labels, or the error's words
	}{
		{"tar", map[string]string{"a.tar": archive(t, "x/b.jpg", "a.jpg"), "a.csv": header + "b.jpg,8,\"me, too\"\na.jpg,1000,me\n"}, "b.jpg 7 x/b.jpg, a.jpg 999 a.jpg"},
		{"photo missing", map[string]string{"a.tar": archive(t, "a.jpg"), "a.csv": header + "b.jpg,8,me\n"}, "photo b.jpg is not in"},
		{"background", map[string]string{"a.tar": archive(t, "a.jpg"), "a.csv": header + "a.jpg,0,me\n"}, `label "0", want 1 to 1000`},
		{"no label", map[string]string{"a.tar": archive(t, "a.jpg"), "a.csv": "file\na.jpg\n"}, "want file and label_index_1001"},
		{"empty table", map[string]string{"a.tar": archive(t), "a.csv": ""}, "want a header"},
		{"two tables", map[string]string{"a.csv": header, "b.csv": header}, "have 2 .csv files"},
		{"directories", map[string]string{"7/a": "1", "goldfish/b": "2", "README": "3"}, "7/a 7 1, goldfish/b 1 2"},
		{"unknown class", map[string]string{"unicorn/a": "1"}, "unicorn: want an index"},
		{"nothing", nil, "have no photos"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			set, err := readPhotos(writeFiles(t, test.files), "a test")
			have := ""
			if err != nil {
				have = err.Error()
			} else {
				have = describe(set.photos)
			}
			if !strings.Contains(have, test.want) {
				t.Errorf("have %q, want %q", have, test.want)
			}
		})
	}
}

// describe gives the name, label and content of each photo.
func describe(photos []photo) string {
	var texts []string
	for _, p := range photos {
		texts = append(texts, fmt.Sprintf("%s %d %s", p.name, p.label, p.content))
	}
	return strings.Join(texts, ", ")
}

func TestClassOf(t *testing.T) {
	if class, err := classOf("n01440764", 3, classes, nil); err != nil || class != 3 {
		t.Errorf("have class %d, %v for the fourth of all WordNet numbers, want 3", class, err)
	}
	if class, err := classOf("n01440764", 3, 10, nil); err == nil {
		t.Errorf("have class %d for the fourth of ten WordNet numbers, want an error", class)
	}
}
