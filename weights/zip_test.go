package weights

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

// testArchive returns an archive behind prefix, its offsets from its own beginning or from the prefix's.
func testArchive(t testing.TB, method uint16, prefix string, whole bool) []byte {
	t.Helper()
	var file bytes.Buffer
	file.WriteString(prefix)
	w := zip.NewWriter(&file)
	if whole {
		w.SetOffset(int64(len(prefix)))
	}
	for name, content := range map[string]string{"other.txt": "no", "labels.txt": strings.Repeat("daisy\nlemon\n", 100)} {
		entry, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method, Comment: "a comment", Extra: []byte{1, 0, 0, 0}})
		if err == nil {
			_, err = entry.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// What the standard library packs is unpacked.
func TestUnzip(t *testing.T) {
	want := strings.Repeat("daisy\nlemon\n", 100)
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		for _, whole := range []bool{true, false} {
			file := testArchive(t, method, "a model stands here", whole)
			if have, err := unzip(file, "labels.txt", 1200); err != nil || string(have) != want {
				t.Errorf("method %d, offsets of the whole file %t: have %d bytes and %v, want %d", method, whole, len(have), err, len(want))
			}
			if have, err := unzip(file, "labels.txt", 1199); err != errZip {
				t.Errorf("method %d: have %d bytes and %v beyond the limit, want an error", method, len(have), err)
			}
			if have, err := unzip(file, "labels", 1200); have != nil || err != nil {
				t.Errorf("method %d: have %d bytes and %v of a file that is not there, want none", method, len(have), err)
			}
			for i := range file { // whatever is damaged, it is never taken for another content
				damaged := bytes.Clone(file)
				damaged[i] ^= 0x55
				if have, err := unzip(damaged, "labels.txt", 1<<20); err == nil && have != nil && string(have) != want {
					t.Fatalf("byte %d damaged: have another content without an error", i)
				}
			}
		}
	}
}

// FuzzUnzip feeds the reader of archives anything. What it takes must be within the limit.
func FuzzUnzip(f *testing.F) {
	f.Add(testArchive(f, zip.Store, "", true))
	f.Add(testArchive(f, zip.Deflate, "before", false))
	f.Fuzz(func(t *testing.T, data []byte) {
		if content, err := unzip(data, "labels.txt", 2000); err == nil && len(content) > 2000 {
			t.Errorf("have %d bytes, want at most 2000", len(content))
		}
	})
}
