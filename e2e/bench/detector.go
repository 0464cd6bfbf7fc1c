package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/bench/models"
	"mobilenet/e2e/benchpage"
)

// detectorFile is where make weights puts Google's SSD detector.
const detectorFile = "weights/official/ssd_mobilenet_v1_coco_quant_2018_06_29.tflite"

// detectorName is the file's name on the hosts, beside the networks.
const detectorName = "detector.tflite"

// boxInputs is how many outputs a detector has before it makes boxes: encoded boxes and scores.
const boxInputs = 2

// addDetector puts the detector beside the networks that the site has, and returns what LiteRT.js gets: the file without the
// operator that makes boxes. Without the file there is none.
func addDetector(file, dir string) ([]byte, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, detectorName), content, 0o666); err != nil {
		return nil, err
	}
	return models.WithoutLast(content, boxInputs)
}

// measureDetector measures the detector in turns: this project from the picture's pixels to boxes, LiteRT.js from the
// network's input to its encoded boxes and scores.
func (s *session) measureDetector(ctx, browser context.Context, at hosts, p plan) error {
	players := []struct {
		name, page, call string
	}{
		{relaxed, at.site + "/bench.html?isa=relaxed", fmt.Sprintf("await window.benchDetector({weights: %q, warmup: %d, runs: %d})", "models/"+detectorName, everybody.warmup, everybody.runs)},
		{liteRT, at.peers + "/litert.html?precision=int8&threads=1", fmt.Sprintf("await window.benchDetector({warmup: %d, runs: %d})", everybody.warmup, everybody.runs)},
	}
	if at.peers == "" {
		players = players[:1]
	}
	for range p.loads {
		var pages []*benchpage.Page
		for _, c := range players {
			tab, closeTab := chromedp.NewContext(browser)
			defer closeTab()
			page, err := benchpage.Open(tab, c.page)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			pages = append(pages, page)
		}
		hurry(ctx)
		for round := range p.rounds {
			for i := range players {
				i = (i + round) % len(players)
				waitIdle(ctx)
				have, err := benchpage.Call[benchpage.Result](pages[i], players[i].call)
				if err != nil {
					return fmt.Errorf("%s: %w", players[i].name, err)
				}
				r := s.detector(players[i].name)
				if r == nil {
					r = &result{Name: players[i].name, Precision: "int8", Threads: 1}
					s.Detector = append(s.Detector, r)
				}
				r.Rounds = append(r.Rounds, have.Samples)
			}
		}
	}
	return nil
}

// detector returns what a runtime took for the detector, nil if it was not measured.
func (s *session) detector(name string) *result {
	for _, r := range s.Detector {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// whyNoDetector says why the detector was not measured.
func whyNoDetector(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "The detector was not measured: make weights fetches it"
	}
	return "The detector was not measured: " + err.Error()
}

// detectorTable writes what the detector takes, if it was measured.
func (s *session) detectorTable(b *strings.Builder) {
	if len(s.Detector) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### SSD-MobileNet, 8-bit integers, 1 thread\n\n")
	fmt.Fprintf(b, "Google's detector of 300 pixels: this project from a picture's pixels to boxes, LiteRT.js from the network's input to encoded boxes and scores.\n\n")
	fmt.Fprintf(b, "| runtime | ms |\n|---|---:|\n")
	for _, r := range s.Detector {
		fmt.Fprintf(b, "| %s | %s |\n", r.Name, cell(r))
	}
}

// detectorAhead checks that this project has found things before LiteRT.js has the network's outputs.
func (s *session) detectorAhead() check {
	c := check{what: "6. the detector, 8-bit, one thread: faster than " + liteRT}
	ours, theirs := s.detector(relaxed), s.detector(liteRT)
	if !ours.measured() || !theirs.measured() {
		c.absent, c.why = true, "one of them is missing"
		return c
	}
	ratio := ours.best() / theirs.best()
	c.passed, c.why = ratio < 1, fmt.Sprintf("%.2f", ratio)
	return c
}
