// Command render draws the sample scenes, so that no picture has to be taken from anybody. It is a small path tracer
// (scene.go says how light travels, shape.go what it meets, film.go how it becomes a picture) and a file for each
// group of scenes, which says what stands where and what it is made of.
//
// Usage, in web/samples:
//
//	go generate                              all pictures and samples.json
//	go run ./render -only clock -out /tmp    one picture; see also -size and -paths
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"image/jpeg"
	"log"
	"os"
	"path/filepath"
	"time"
)

const (
	defaultSize  = 384 // pixels on a side
	defaultPaths = 12  // light paths per pixel
	quality      = 85  // of the JPEG files, which take about 20 KB each
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("render: ")
	out := flag.String("out", ".", "`directory` for the pictures")
	only := flag.String("only", "", "draw this sample alone")
	size := flag.Int("size", defaultSize, "`pixels` on a side")
	paths := flag.Int("paths", defaultPaths, "light paths per pixel, twice as many where a lens blurs")
	flag.Parse()
	if *size < 1 || *paths < 1 {
		log.Fatalf("size %d, paths %d: want at least 1 of each", *size, *paths)
	}
	if err := run(*out, *only, *size, *paths); err != nil {
		log.Fatal(err)
	}
}

// run draws the samples, or only one, into directory out, and describes them all in samples.json.
func run(out, only string, size, paths int) error {
	found := false
	for _, s := range catalogue {
		if only != "" && s.name() != only {
			continue
		}
		found = true
		start := time.Now()
		picture, err := s.draw(size, paths)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, s.File), picture, 0o666); err != nil {
			return err
		}
		fmt.Printf("%-16s %6d bytes %6.1f s\n", s.File, len(picture), time.Since(start).Seconds())
	}
	if !found {
		return fmt.Errorf("no sample %q: want one of the names in catalogue.go", only)
	}
	if only != "" {
		return nil
	}
	list, err := json.MarshalIndent(catalogue, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "samples.json"), append(list, '\n'), 0o666)
}

// draw is the sample's JPEG file.
func (s sample) draw(size, paths int) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, render(s.scene(), size, paths), &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}
