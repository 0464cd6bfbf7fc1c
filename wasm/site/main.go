// Site builds the static site: pages, program, samples and weights, ready to be copied to any host.
//
//	go run ./wasm/site -out dist
//	go run ./wasm/site -package build
//
// It runs in the repository's root. The site is
//
//	index.html, bench.html        rendered from web/*.html, in which {{file "theme.js"}} is v/<hash>/theme.js
//	mobilenet.js, sw.js, …        rendered from web/stable in the same way: what has to keep its address
//	v/<hash>/<name>               everything else in web/, wasm_exec.js, the page's program, the engine's two binaries,
//	                              runtimes.json, what make bench measured of other runtimes, and the three lists below
//	weights/index.json            what weights there are
//	weights/<name>.<hash>.safetensors
//	weights/detectors.json        what detectors there are
//	weights/<name>.<hash>.tflite
//	weights/accuracy.json         how often they are right, as make accuracy measured
//	_headers, _redirects, …       rules for static hosts
//	LICENSE-Go.txt                of wasm_exec.js, and of what the programs have of Go's library
//
// where a hash is the beginning of the SHA-256 of the content, so that these files may be cached for ever.
// Beside a file that gets smaller by it lie its .br and .gz forms. All links are relative: the site works
// under any path.
//
// With -package it writes the library alone, as an npm package, and nothing else.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"
)

// options say what to build from what.
type options struct {
	programs string // directory of the commands for the browser: page and engine
	web      string // directory of the pages and assets
	trained  string // directory of the project's own .safetensors files; may be absent
	weights  string // directory of further .safetensors and .tflite files; may be absent
	accuracy string // file of what was measured; may be absent
	runtimes string // file of what was measured of other runtimes; may be absent
	cache    string // directory of compressed files by content
	quality  int    // of Brotli, 0 to 11
	traces   bool   // with names and lines in the programs' stack traces
	fresh    bool   // the server is asked for the page before one is taken that the browser keeps
}

func main() {
	var o options
	out := flag.String("out", "dist", "`directory` of the site, replaced as a whole")
	library := flag.String("package", "", "instead of the site, write the library as an npm package into that `directory`")
	flag.StringVar(&o.trained, "trained", "weights", "`directory` of the project's own .safetensors files, the page's default")
	flag.StringVar(&o.weights, "weights", "weights/official", "`directory` of .safetensors and .tflite files to include beside the project's own")
	flag.StringVar(&o.cache, "cache", "build/compressed", "`directory` that keeps compressed files for the next build")
	flag.IntVar(&o.quality, "brotli", 11, "Brotli `quality`, 0 to 11: 9 takes a second, 11 a dozen and saves another tenth")
	flag.BoolVar(&o.traces, "traces", false, "leave in the programs what makes stack traces readable")
	flag.BoolVar(&o.fresh, "fresh", false, "have browsers ask the server for the page before they take the one that they keep: for a site at work on")
	flag.Parse()
	o.programs, o.web, o.accuracy, o.runtimes = "wasm", "web", "weights/accuracy.json", "e2e/bench/runtimes.json"
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	start := time.Now()
	work, target := build, *out
	if *library != "" {
		work, target = buildPackage, *library
	}
	report, err := work(ctx, target, o)
	if err != nil {
		fmt.Fprint(os.Stderr, report)
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
	fmt.Printf("%s\nsite: %s: %.1f s\n", report, target, time.Since(start).Seconds())
}

// build builds the site in a new directory beside out and puts it in out's place when it is complete.
func build(ctx context.Context, out string, o options) (report string, err error) {
	out, err = filepath.Abs(out)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o777); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(filepath.Dir(out), filepath.Base(out)+".new-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)

	if report, err = writeSite(ctx, dir, o); err != nil {
		return report, err
	}
	return report, replace(out, dir)
}

// writeSite writes the site to dir.
func writeSite(ctx context.Context, dir string, o options) (report string, err error) {
	c := compressor{o.cache}
	assets, err := collectAssets(ctx, o.programs, o.web, o.traces)
	if err != nil {
		return "", err
	}
	runtimes, err := readRuntimes(o.runtimes)
	if err != nil {
		return "", err
	}
	accuracy, err := readAccuracy(o.accuracy)
	if err != nil {
		return "", err
	}
	pages, sheets, err := readPages(o.web)
	if err != nil {
		return "", err
	}
	stable, err := readStable(o.web)
	if err != nil {
		return "", err
	}
	found, err := writeWeights(ctx, dir, []string{o.trained, o.weights}, c)
	if err != nil {
		return "", err
	}
	lists := append(found.lists, accuracy)
	assets = slices.Concat(assets, sheets, lists, []asset{runtimes})
	at, err := assets.address()
	if err != nil {
		return "", err
	}
	start, err := first(found.classifiers)
	if err != nil {
		return "", err
	}
	files, err := renderer{o.web, at, start, found.files, o.fresh}.renderAll(append(pages, stable...))
	if err != nil {
		return "", err
	}
	for _, asset := range assets {
		files[at[asset.name]] = asset.content
	}
	for _, list := range lists { // who is no page finds them here
		files[list.name] = list.content
	}
	// What the programs have of Go's own library, and wasm_exec.js, is under Go's licence.
	if files["LICENSE-Go.txt"], err = readOfGo(ctx, "LICENSE"); err != nil {
		return "", err
	}
	for name, content := range files {
		if err := c.write(filepath.Join(dir, filepath.FromSlash(name)), content, brotliOf(o.quality), gzipOf(9)); err != nil {
			return "", err
		}
	}
	if err := os.CopyFS(dir, hostRules); err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return reportOn(dir, o, at, len(pages), len(found.classifiers))
}

// reportOn says what there is in dir. Compressed as much as it can be, the site must not be too large.
func reportOn(dir string, o options, at addresses, pages, classifiers int) (string, error) {
	report := fmt.Sprintf("%d pages, %d assets, %d files of weights", pages, len(at), classifiers)
	if classifiers == 0 {
		report += ": answers are random until \"make weights\" fetches some"
	}
	if o.quality < bestQuality {
		return report, nil
	}
	sizes, err := newCensus(o.web)
	if err != nil {
		return "", err
	}
	if err := sizes.count(dir, at); err != nil {
		return "", err
	}
	return sizes.String() + report, sizes.check()
}

// replace puts the directory dir in the place of out.
func replace(out, dir string) error {
	if err := os.Chmod(dir, 0o755); err != nil { // MkdirTemp's are for the owner only
		return err
	}
	old := dir + ".old"
	defer os.RemoveAll(old)
	if err := os.Rename(out, old); err != nil && !os.IsNotExist(err) {
		return err
	}
	return os.Rename(dir, out)
}
