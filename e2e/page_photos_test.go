package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"image"
	"image/draw"
	"image/jpeg"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"testing"
)

// samplesDir has the project's own pictures.
const samplesDir = "../web/samples"

// scene is a picture with its name, which the widest official network gives to it among its first five.
type scene struct {
	file    string
	picture image.Image
	label   string
}

// sampleScene is one of the project's own samples.
func sampleScene(t *testing.T, i int) scene {
	t.Helper()
	s := listSamples(t)[i]
	return readScene(t, filepath.Join(samplesDir, s.File), className(t, s.Class))
}

// readScene reads a picture.
func readScene(t *testing.T, file, label string) scene {
	t.Helper()
	file, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return scene{file, picture, label}
}

// listedSample is an entry of samples.json.
type listedSample struct {
	File, Title, Alt string
	Class            int // ImageNet's, from 0
}

func listSamples(t *testing.T) []listedSample {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(samplesDir, "samples.json"))
	if err != nil {
		t.Fatal(err)
	}
	var samples []listedSample
	if err := json.Unmarshal(content, &samples); err != nil {
		t.Fatal(err)
	}
	if len(samples) < 8 {
		t.Fatalf("have %d samples, want at least 8", len(samples))
	}
	return samples
}

// className returns the page's name of an ImageNet class.
func className(t *testing.T, index int) string {
	t.Helper()
	file, err := os.Open("../weights/labels.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); index-- {
		if index == 0 {
			return lines.Text()
		}
	}
	t.Fatalf("labels.txt has no line for class %d", index)
	return ""
}

// mjpeg writes a video of that picture, cut to what its encoder and a camera agree on, and returns its path.
func mjpeg(t *testing.T, picture image.Image) string {
	t.Helper()
	const block, frames = 16, 8
	box := picture.Bounds()
	cut := image.NewRGBA(image.Rect(0, 0, box.Dx()/block*block, box.Dy()/block*block))
	draw.Draw(cut, cut.Bounds(), picture, box.Min, draw.Src)
	var frame bytes.Buffer
	if err := jpeg.Encode(&frame, cut, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "camera.mjpeg")
	if err := os.WriteFile(path, bytes.Repeat(frame.Bytes(), frames), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}
