package weights

import (
	"crypto/sha256"
	"reflect"
	"strings"
	"testing"
)

func testEntry() IndexEntry {
	return NewIndexEntry(testMeta, ".safetensors", 1234, sha256.Sum256([]byte("weights")))
}

func TestNewIndexEntry(t *testing.T) {
	want := IndexEntry{
		Name: "mobilenet_v1_0.5_160", File: "mobilenet_v1_0.5_160.9a129038d9a0.safetensors", Bytes: 1234,
		SHA256: "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c",
		Alpha:  0.5, Resolution: 160, Classes: 1000,
		Source: "a test", Licence: "Apache-2.0",
	}
	if have := testEntry(); have != want {
		t.Errorf("have %+v\nwant %+v", have, want)
	}
}

// What an entry holds is written, all of it.
func TestIndexMembers(t *testing.T) {
	if have, want := len(new(IndexEntry).members()), reflect.TypeFor[IndexEntry]().NumField(); have != want {
		t.Errorf("have %d members for the %d fields of an entry, want one for each", have, want)
	}
}

func TestIndexRoundTrip(t *testing.T) {
	m := testMeta
	m.Name, m.Resolution, m.ResolutionMin, m.ResolutionMax = "mobilenet_v1_0.5", 0, 128, 224
	own := NewIndexEntry(m, ".safetensors", 1234, sha256.Sum256([]byte("own")))
	if !own.Own() || testEntry().Own() {
		t.Errorf("have own %v of a range of resolutions and %v of one, want the first", own.Own(), testEntry().Own())
	}
	for name, want := range map[string][]IndexEntry{"two": {testEntry(), own}, "none": {}} {
		t.Run(name, func(t *testing.T) {
			data, err := FormatIndex(want)
			if err != nil {
				t.Fatal(err)
			}
			have, err := ParseIndex(data)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(have, want) {
				t.Errorf("have %+v\nwant %+v", have, want)
			}
		})
	}
	if data, err := FormatIndex(nil); err != nil || string(data) != "[]\n" {
		t.Errorf("nil: have %q, %v, want []", data, err)
	}
}

func TestIndexRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(e *IndexEntry)
		want   string
	}{
		{"no name", func(e *IndexEntry) { e.Name = "" }, "name: want letters"},
		{"name with a line break", func(e *IndexEntry) { e.Name = "a\n" }, "name: want letters"},
		{"no file", func(e *IndexEntry) { e.File = "" }, "file: have"},
		{"file elsewhere", func(e *IndexEntry) { e.File = "../secret" }, "file: have"},
		{"file with an address", func(e *IndexEntry) { e.File = "https://example.org/a" }, "file: have"},
		{"file that is hidden", func(e *IndexEntry) { e.File = ".htaccess" }, "file: have"},
		{"no bytes", func(e *IndexEntry) { e.Bytes = 0 }, "bytes: have 0"},
		{"short digest", func(e *IndexEntry) { e.SHA256 = "abc" }, "sha256: have"},
		{"digest in capitals", func(e *IndexEntry) { e.SHA256 = strings.ToUpper(e.SHA256) }, "sha256: have"},
		{"no α", func(e *IndexEntry) { e.Alpha = 0 }, "alpha: have 0"},
		{"negative resolution", func(e *IndexEntry) { e.Resolution = -32 }, "resolution: have -32"},
		{"resolutions the wrong way round", func(e *IndexEntry) { e.ResolutionMin = 1 }, "resolution: have 1 to 0"},
		{"no classes", func(e *IndexEntry) { e.Classes = 0 }, "classes: have 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := testEntry()
			test.change(&e)
			_, err := FormatIndex([]IndexEntry{e})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
	if _, err := FormatIndex([]IndexEntry{testEntry(), testEntry()}); err == nil || !strings.Contains(err.Error(), "is there twice") {
		t.Errorf("the same twice: have %v, want an error", err)
	}
	for name, text := range map[string]string{"no JSON": "", "no list": `{"a":1}`, "entry of another type": `[1]`, "entry without members": `[{}]`} {
		if _, err := ParseIndex([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), "weights: index: ") {
			t.Errorf("%s: have %v, want an error", name, err)
		}
	}
}
