package given_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mobilenet/wasm/internal/given"
	"mobilenet/weights"
)

func TestKindOf(t *testing.T) {
	for _, c := range []struct {
		name, mime string
		want       given.Kind
	}{
		{"a.jpg", "image/jpeg", given.Photo},
		{"a.JPG", "", given.Photo},
		{"a.jfif", "application/octet-stream", given.Photo},
		{"set/hot dogs/a.png", "image/png", given.Photo},
		{"pasted", "image/webp", given.Photo},
		{"IMG_0001.HEIC", "", given.Rare},
		{"IMG_0001.heic", "image/heic", given.Rare},
		{"a.tiff", "image/tiff", given.Rare},
		{"DSC_1.NEF", "", given.Rare},
		{"a.dng", "image/x-adobe-dng", given.Rare},
		{"a.avif", "image/avif", given.Rare},
		{"a", "image/heic", given.Rare},
		{"IMG_0001.MOV", "", given.Video},
		{"a.mp4", "video/mp4", given.Video},
		{"a", "video/webm", given.Video},
		{"mobilenet.tflite", "", given.Weights},
		{"set/a.SafeTensors", "application/octet-stream", given.Weights},
		{"notes.txt", "text/plain", given.Other},
		{"song.mp3", "audio/mpeg", given.Other},
		{"hot dogs", "", given.Other},
		{".DS_Store", "", given.Other},
		{"set/._a.jpg", "image/jpeg", given.Other},
		{"set/.thumbnails/a.jpg", "image/jpeg", given.Other},
		{"a.", "", given.Other},
		{"", "", given.Other},
	} {
		if have := given.KindOf(c.name, c.mime); have != c.want {
			t.Errorf("%q of type %q: have kind %d, want %d", c.name, c.mime, have, c.want)
		}
	}
}

// Whoever may choose a file of weights hears of every kind that there is: in the browser's dialog, and in the texts.
func TestWeightsAreNamed(t *testing.T) {
	page, err := os.ReadFile("../../../web/index.html")
	if err != nil {
		t.Fatal(err)
	}
	if want := `id="weights-file" accept="` + strings.Join(weights.Extensions, ",") + `"`; !strings.Contains(string(page), want) {
		t.Errorf("web/index.html: have another accept of #weights-file, want %s", want)
	}
	paths, err := filepath.Glob("../../../web/text/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("have the tables %q, %v, want some", paths, err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(content, &texts); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, key := range []string{"banner.text", "weights.open-title", "files.unknown-text"} {
			for _, extension := range weights.Extensions {
				if have := texts[key]; !strings.Contains(have, extension) {
					t.Errorf("%s: %s: have %q, want it to name %s", path, key, have, extension)
				}
			}
		}
	}
}

func TestShare(t *testing.T) {
	for _, c := range []struct {
		name   string
		files  string
		stage  bool
		album  bool
		shared string
	}{
		{"a photo", "a.jpg", true, true, "network -1, stage 0, album [], left []"},
		{"a photo that some browsers read", "a.heic", true, true, "network -1, stage 0, album [], left []"},
		{"a video", "a.mov", true, true, "network -1, stage 0, album [], left []"},
		{"a photo in the field", "a.jpg", false, true, "network -1, stage -1, album [0], left []"},
		{"weights", "a.tflite", true, true, "network 0, stage -1, album [], left []"},
		{"weights in the field", "a.tflite", false, true, "network 0, stage -1, album [], left []"},
		{"a photo and weights", "a.jpg b.tflite", true, true, "network 1, stage 0, album [], left []"},
		{"a photo and weights in the field", "a.jpg b.tflite", false, true, "network 1, stage -1, album [0], left []"},
		{"a photo and two files of weights", "a.jpg b.tflite c.tflite", true, true, "network 1, stage 0, album [], left [2]"},
		{"photos", "a.jpg b.heic", true, true, "network -1, stage -1, album [0 1], left []"},
		{"photos and weights", "a.jpg b.tflite c.tflite d.jpg", true, true, "network 1, stage -1, album [0 2 3], left []"},
		{"a folder", "set/a.jpg", true, true, "network -1, stage -1, album [0], left []"},
		{"a folder and weights", "set/a.jpg b.tflite", true, true, "network 1, stage -1, album [0], left []"},
		{"a folder with weights", "set/a.tflite set/labels.txt", true, true, "network 0, stage -1, album [], left [1]"},
		{"a folder without photos", "set/a.txt", true, true, "network -1, stage -1, album [0], left []"},
		{"a photo and a text", "a.jpg b.txt", true, true, "network -1, stage 0, album [], left [1]"},
		{"a text", "a.txt", true, true, "network -1, stage -1, album [], left [0]"},
		{"a text in the field", "a.txt", false, true, "network -1, stage -1, album [0], left []"},
		{"photos, no panel for them", "a.jpg b.jpg", true, false, "network -1, stage 0, album [], left [1]"},
		{"a folder, no panel for it", "set/a.txt set/b.jpg", true, false, "network -1, stage 1, album [], left [0]"},
		{"nothing", "", true, true, "network -1, stage -1, album [], left []"},
		{"nothing in the field", "", false, true, "network -1, stage -1, album [], left []"},
	} {
		var files []given.File
		for _, path := range strings.Fields(c.files) {
			files = append(files, given.File{Path: path, Kind: given.KindOf(path, "")})
		}
		s := given.Share(files, c.stage, c.album)
		if have := fmt.Sprintf("network %d, stage %d, album %v, left %v", s.Network, s.Stage, s.Album, s.Left); have != c.shared {
			t.Errorf("%s: have %s, want %s", c.name, have, c.shared)
		}
	}
}
