package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// classes is how many classes ImageNet's labels tell apart.
const classes = 1000

// A photo is a picture file with its label.
type photo struct {
	name    string
	label   int // ImageNet's class, 0..999
	content []byte
}

// photoSet is what is measured on.
type photoSet struct {
	about  string // in words
	photos []photo
}

// digest returns the SHA-256 over names, labels and pictures.
func (s *photoSet) digest() string {
	sum := sha256.New()
	for _, p := range s.photos {
		fmt.Fprintf(sum, "%q %d %x\n", p.name, p.label, sha256.Sum256(p.content))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// write writes the pictures to dir, named by their place in the set.
func (s *photoSet) write(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for i, p := range s.photos {
		if err := os.WriteFile(filepath.Join(dir, strconv.Itoa(i)), p.content, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// readPhotos reads the photos in dir: of a .csv with a .tar beside it, or of one directory for each class.
func readPhotos(dir, about string) (*photoSet, error) {
	tables, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		return nil, err
	}
	var photos []photo
	switch len(tables) {
	case 0:
		photos, err = readClassDirectories(dir)
	case 1:
		photos, err = readLabelledTar(strings.TrimSuffix(tables[0], ".csv")+".tar", tables[0])
	default:
		err = fmt.Errorf("have %d .csv files, want one", len(tables))
	}
	if err == nil && len(photos) == 0 {
		err = errors.New("have no photos, want some")
	}
	if err != nil {
		return nil, fmt.Errorf("photos in %s: %w", dir, err)
	}
	return &photoSet{about, photos}, nil
}

// readLabelledTar reads the photos that a table names, in its order.
func readLabelledTar(archive, table string) ([]photo, error) {
	contents, err := readTar(archive)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(table)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s is empty, want a header", table)
	}
	name, label := slices.Index(rows[0], "file"), slices.Index(rows[0], "label_index_1001")
	if name < 0 || label < 0 {
		return nil, fmt.Errorf("%s: have the columns %q, want file and label_index_1001", table, rows[0])
	}
	var photos []photo
	for i, row := range rows[1:] {
		index, err := strconv.Atoi(row[label])
		if err != nil || index < 1 || index > classes {
			return nil, fmt.Errorf("%s: photo %d: have label %q, want 1 to %d", table, i, row[label], classes)
		}
		content, ok := contents[row[name]]
		if !ok {
			return nil, fmt.Errorf("%s: photo %s is not in %s", table, row[name], archive)
		}
		photos = append(photos, photo{row[name], index - 1, content})
	}
	return photos, nil
}

// readTar returns the files of an archive by their base names.
func readTar(archive string) (map[string][]byte, error) {
	file, err := os.Open(archive)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	contents := make(map[string][]byte)
	for reader := tar.NewReader(file); ; {
		header, err := reader.Next()
		if err == io.EOF {
			return contents, nil
		}
		if err != nil {
			return nil, err
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		if contents[path.Base(header.Name)], err = io.ReadAll(reader); err != nil {
			return nil, err
		}
	}
}

// readClassDirectories reads the photos in the directories of classes in dir.
func readClassDirectories(dir string) ([]photo, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return !e.IsDir() })
	labels, err := readLabels()
	if err != nil {
		return nil, err
	}
	var photos []photo
	for i, entry := range entries {
		label, err := classOf(entry.Name(), i, len(entries), labels)
		if err != nil {
			return nil, err
		}
		files, err := os.ReadDir(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			content, err := os.ReadFile(filepath.Join(dir, entry.Name(), file.Name()))
			if err != nil {
				return nil, err
			}
			photos = append(photos, photo{entry.Name() + "/" + file.Name(), label, content})
		}
	}
	return photos, nil
}

// classOf returns the class of directory i of n, which are sorted by name.
func classOf(name string, i, n int, labels []string) (int, error) {
	if n == classes && len(name) == 9 && name[0] == 'n' {
		return i, nil // ImageNet counts its classes in the order of their WordNet numbers
	}
	if class, err := strconv.Atoi(name); err == nil && 0 <= class && class < classes {
		return class, nil
	}
	if class := slices.Index(labels, name); class >= 0 {
		return class, nil
	}
	return 0, fmt.Errorf("%s: want an index from 0 to %d, a name in weights/labels.txt, or all %d WordNet numbers", name, classes-1, classes)
}

// readLabels returns the project's names of the classes.
func readLabels() ([]string, error) {
	text, err := os.ReadFile("weights/labels.txt")
	if err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n"), nil
}
