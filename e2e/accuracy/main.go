// Accuracy measures how often the networks are right about labelled photos, through the engine that the site ships, in
// Chromium. Its flag -h says how it is used; it runs in the repository's root.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"mobilenet/e2e/benchpage"
	"mobilenet/e2e/chromium"
	"mobilenet/e2e/site"
)

const help = `Measures how often the networks are right about labelled photos, through the engine that the site ships, in Chromium:
Google's official files and the project's own networks, in float32 and in 8-bit integers.

  go run ./e2e/accuracy -photos photos                                    everything, about a dozen minutes
  go run ./e2e/accuracy -photos photos -weights own -precision f32        our own networks only, in float32
  go run ./e2e/accuracy -photos photos -points 1/224,0.5/160 -out /tmp    these points only

It writes ACCURACY.md and accuracy.json, which the site ships and the page quotes (weights.Accuracy reads it). Both have
what this run asked for and nothing else: give -out with a run of a part. Answers are kept by digests of program, photos
and weights, so that a run which was cut short, or asks for more, goes on where it stopped.

The photos are a .tar of pictures beside a .csv with the columns file and label_index_1001, or a directory for each
class: 1000 WordNet numbers, or ImageNet's indices from 0, or the names in weights/labels.txt.

`

// options say what to measure on what.
type options struct {
	selection
	photos   string // directory
	about    string // the photos in words
	official string // directory
	own      string // directory
	out      string // directory
	kept     string // directory
	before   string // file, "" for none
}

func main() {
	var o options
	var points, chosen, precisions string
	flag.StringVar(&o.photos, "photos", "", "`directory` of the labelled photos; it must be given")
	flag.StringVar(&o.about, "about", "NIPS 2017 development set, half A", "what the photos are, in `words`")
	flag.StringVar(&o.official, "official", "weights/official", "`directory` of official files, .tflite or .safetensors")
	flag.StringVar(&o.own, "own", "weights", "`directory` of the project's own files, .safetensors")
	flag.StringVar(&chosen, "weights", "", "official, own or `names`, with commas; all if empty")
	flag.StringVar(&points, "points", "", "`points` such as 1/224,0.5/160; a grid if empty")
	flag.StringVar(&precisions, "precision", "f32,int8", "`arithmetic`: f32, int8 or both")
	flag.StringVar(&o.out, "out", "weights", "`directory` for ACCURACY.md and accuracy.json")
	flag.StringVar(&o.kept, "kept", "build/accuracy", "`directory` that keeps answers for the next run")
	flag.StringVar(&o.before, "before", "", "accuracy.json of the project's own networks before their temperature was set, a `file`: shows both calibration errors")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), help)
		flag.PrintDefaults()
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if o.selection, err = parseSelection(chosen, points, precisions); err == nil {
		err = run(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(1)
	}
}

// run builds and serves the site, measures, and reports.
func run(ctx context.Context, o options) error {
	if o.photos == "" {
		return errors.New("no photos: give -photos directory, as -h says")
	}
	set, err := readPhotos(o.photos, o.about)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "mobilenet-accuracy-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	dir, gathered := filepath.Join(work, "site"), filepath.Join(work, "weights")
	if err := gather(gathered, o.official, o.own); err != nil {
		return err
	}
	if err := site.Build(ctx, ".", dir, gathered); err != nil {
		return err
	}
	if err := set.write(filepath.Join(dir, photosPath)); err != nil {
		return err
	}
	files, err := listFiles(filepath.Join(dir, "weights"))
	if err != nil {
		return err
	}
	plan, err := o.choose(files)
	if err != nil {
		return err
	}
	host, err := site.Serve(ctx, ".", work, dir)
	if err != nil {
		return err
	}
	defer host.Close()
	tab, cancel, err := chromium.Start(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	page, err := benchpage.Open(tab, host.URL+"/bench.html")
	if err != nil {
		return err
	}
	m, err := newMeasurer(page, dir, set, o.kept)
	if err != nil {
		return err
	}
	report := &report{Date: time.Now().UTC(), Set: set, Program: m.program, files: files}
	if o.before != "" {
		if report.before, err = readCalibration(o.before, set); err != nil {
			return err
		}
	}
	if err := report.measure(plan, m.answers); err != nil {
		return err
	}
	return report.write(o.out)
}

// gather links the weights in some directories into a new one, from which the site is built.
func gather(dir string, from ...string) error {
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err
	}
	for _, source := range from {
		entries, err := os.ReadDir(source)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		for _, entry := range entries {
			name := entry.Name()
			if ext := filepath.Ext(name); entry.IsDir() || ext != ".tflite" && ext != ".safetensors" || strings.HasPrefix(name, "ssd_") {
				continue
			}
			path, err := filepath.Abs(filepath.Join(source, name))
			if err != nil {
				return err
			}
			if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	return nil
}
