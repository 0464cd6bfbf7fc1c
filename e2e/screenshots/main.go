// Screenshots takes the pictures of the page that the README and docs/panels.md show.
//
//	go run ./e2e/screenshots
//
// It runs in the repository's root: builds the site with the project's own weights, and with Google's detector if make
// weights has fetched it, opens it in headless Chromium with a camera that pans over one of the project's own scenes,
// visits a few points so that the chart has something to show, and writes docs/page-light.png, docs/page-dark.png and docs/page-narrow.png; has it measure all networks, and writes what it then
// draws, docs/figure.png; and puts each panel to work on that scene, and writes docs/panel-<id>.png.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image/png"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/chromium"
	"mobilenet/e2e/site"
)

// scene is what the camera sees.
const scene = "web/samples/strawberry.jpg"

// shot is one picture: of which width, in which colours, at which point.
type shot struct {
	name          string
	width, height int64
	theme         string
}

var shots = []shot{
	{"page-light.png", 1440, 900, "light"},
	{"page-dark.png", 1440, 900, "dark"},
	{"page-narrow.png", 360, 1180, "light"},
}

// visits are the points that the page is sent to before its picture is taken; it stays at the last.
var visits = []string{
	"alpha=0.25&resolution=128", "alpha=0.25&resolution=224", "alpha=0.5&resolution=128",
	"alpha=0.75&resolution=224", "alpha=0.75&resolution=160", "alpha=0.5&resolution=160",
}

// stay is how long the page measures at a point: fifty frames and more.
const stay = 5 * time.Second

func main() {
	out := flag.String("out", "docs", "`directory` of the pictures")
	only := flag.String("only", "", "take those of one `part` only: page, figure, panels, or a panel by its id")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out, only string) error {
	work, err := os.MkdirTemp("", "mobilenet-screenshots-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	film := filepath.Join(work, "camera.mjpeg")
	if err := pan(film, scene); err != nil {
		return err
	}
	browser, stop, err := chromium.Start(ctx, chromium.FakeCamera(film)...)
	if err != nil {
		return err
	}
	defer stop()
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	dir, weights := filepath.Join(work, "site"), filepath.Join(work, "weights")
	detects, err := linkWeights(weights)
	if err != nil {
		return err
	}
	if err := site.Build(ctx, ".", dir, weights); err != nil {
		return err
	}
	host, err := site.Serve(ctx, ".", work, dir)
	if err != nil {
		return err
	}
	defer host.Close()
	if only == "" || only == "page" {
		if err := takePage(browser, host.URL, out); err != nil {
			return fmt.Errorf("page: %w", err)
		}
	}
	if only == "" || only == "figure" {
		if err := takeFigure(browser, host.URL, out); err != nil {
			return fmt.Errorf("figure: %w", err)
		}
	}
	switch only {
	case "page", "figure":
		return nil
	case "panels":
		only = ""
	}
	return takePanels(browser, host.URL, out, only, detects)
}

// linkWeights makes a directory with the project's own weights, and Google's detector if make weights has fetched it, which it
// tells.
func linkWeights(dir string) (detects bool, err error) {
	if err := os.Mkdir(dir, 0o777); err != nil {
		return false, err
	}
	own, err := filepath.Glob("weights/*.safetensors")
	if err != nil {
		return false, err
	}
	detectors, err := filepath.Glob("weights/official/ssd_*.tflite")
	if err != nil {
		return false, err
	}
	for _, file := range slices.Concat(own, detectors) {
		target, err := filepath.Abs(file)
		if err == nil {
			err = os.Symlink(target, filepath.Join(dir, filepath.Base(file)))
		}
		if err != nil {
			return false, err
		}
	}
	return len(detectors) > 0, nil
}

// takePage writes the pictures of the page into the directory out.
func takePage(browser context.Context, url, out string) error {
	for _, s := range shots {
		picture, err := s.take(browser, url)
		if err == nil {
			err = save(filepath.Join(out, s.name), picture)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

// save writes a picture, which is PNG, with fewer colours.
func save(path string, picture []byte) error {
	full, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return err
	}
	var small bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&small, reduce(full)); err != nil {
		return err
	}
	return os.WriteFile(path, small.Bytes(), 0o666)
}

// take opens the page in a tab of its own, lets it measure at each point, and returns its picture as PNG.
func (s shot) take(browser context.Context, url string) ([]byte, error) {
	tab, cancel, err := newTab(browser, s.width, s.height)
	if err != nil {
		return nil, err
	}
	defer cancel()
	for _, point := range visits {
		hash := "#source=camera&theme=" + s.theme + "&" + point
		if err := chromedp.Do(tab, chromedp.Navigate(url+"/"+hash), chromedp.Sleep(stay)); err != nil {
			return nil, err
		}
	}
	return chromedp.Run(tab, chromedp.CaptureScreenshot())
}

// newTab opens a tab of that size in pixels.
func newTab(browser context.Context, width, height int64) (tab context.Context, cancel context.CancelFunc, err error) {
	tab, cancel = chromedp.NewContext(browser)
	if err = chromedp.Do(tab); err == nil {
		_, err = chromedp.Call(tab, emulation.SetDeviceMetricsOverride,
			emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
	}
	if err != nil {
		cancel()
	}
	return tab, cancel, err
}
