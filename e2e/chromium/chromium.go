// Package chromium finds and starts the headless browser that the tests run in.
package chromium

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// startLimit is how long a browser may take to start; a busy machine with two cores needs a few seconds.
const startLimit = 5 * time.Minute

// flags make a browser that is quiet, alone and steady: it asks nobody on the network, keeps no profile,
// and gives a page in the background as much time as one in front.
var flags = []string{
	"headless=new",
	"no-sandbox", // Chromium refuses to run as root with it, and containers seldom allow it
	"disable-gpu",
	"disable-quic",
	"no-first-run",
	"no-default-browser-check",
	"disable-background-networking",
	"disable-component-update",
	"disable-sync",
	"disable-default-apps",
	"disable-extensions",
	"disable-client-side-phishing-detection",
	"disable-breakpad",
	"disable-dev-shm-usage", // /dev/shm is small in containers
	"disable-background-timer-throttling",
	"disable-backgrounding-occluded-windows",
	"disable-renderer-backgrounding",
	"disable-ipc-flooding-protection",
	"disable-hang-monitor", // a long computation is no hang
	"disable-prompt-on-repost",
	"enable-automation",
	"force-color-profile=srgb",
	"metrics-recording-only",
	"password-store=basic",
	"use-mock-keychain",
	"hide-scrollbars",
	"mute-audio",
}

// locale is the same on every machine: where none is set, Chromium leaves out files whose names are not ASCII.
var locale = []string{"LANGUAGE=", "LC_ALL=C.UTF-8"}

// FakeCamera returns the flags of a browser whose only camera plays file, a .y4m or .mjpeg video, in a
// loop and whose visitor allows every use of it. An empty file means Chromium's own test picture.
func FakeCamera(file string) []string {
	camera := []string{"use-fake-device-for-media-stream", "use-fake-ui-for-media-stream"}
	if file != "" {
		camera = append(camera, "use-file-for-fake-video-capture="+file)
	}
	return camera
}

// Start starts a browser with a new empty profile and returns the context of its first tab, for chromedp.
// Each of extra is a flag without its dashes: "name" or "name=value". The cancel function, or the end of
// ctx, kills the browser, whatever it is doing, and removes the profile; it returns when that is done.
func Start(ctx context.Context, extra ...string) (context.Context, context.CancelFunc, error) {
	path, err := Find()
	if err != nil {
		return nil, nil, err
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path)}
	for _, flag := range append(flags[:len(flags):len(flags)], extra...) {
		name, value, hasValue := strings.Cut(flag, "=")
		if hasValue {
			options = append(options, chromedp.Flag(name, value))
		} else {
			options = append(options, chromedp.Flag(name, true))
		}
	}
	output := new(tail)
	options = append(options, chromedp.CombinedOutput(output), chromedp.Env(locale...))

	allocator, stop := chromedp.NewExecAllocator(ctx, options...)
	tab, closeTab := chromedp.NewContext(allocator)
	cancel := func() {
		closeTab()
		stop()
	}
	// The browser lives as long as the context of the first Do, so the limit cannot be a deadline of it.
	late := time.AfterFunc(startLimit, closeTab)
	err = chromedp.Do(tab)
	if !late.Stop() && err != nil {
		err = fmt.Errorf("not ready after %v", startLimit)
	}
	if err != nil {
		cancel()
		return nil, nil, errors.Join(fmt.Errorf("chromium: start %s: %w", path, err), output.err())
	}
	return tab, cancel, nil
}

// Main runs the tests of a package that needs a browser, and fails it with a clear message where none is
// installed: a missing browser must not look like success.
func Main(run func() int) {
	if _, err := Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(run())
}
