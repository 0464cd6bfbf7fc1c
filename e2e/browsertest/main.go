// Browsertest runs a Go program that was built for js/wasm in headless Chromium, as a wrapper for
// go test's -exec flag:
//
//	go build -o build/browsertest ./e2e/browsertest
//	GOOS=js GOARCH=wasm go test -exec "$PWD/build/browsertest" ./kernels ./model ./weights
//
// The program is finished first (see wasm/finish), as the one that visitors get is: with relaxed SIMD if
// MOBILENET_RELAXED is set in the environment, and slim if MOBILENET_SLIM is, without lines in its messages. It gets its arguments and environment, writes to this process's
// standard output and error, and reads the same files at the same paths as a native program would; it cannot
// write files. It runs in a worker of a cross-origin isolated page, so its clock ticks at 5 µs. The wrapper
// exits with the program's exit code, and kills the browser on every way out.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/chromium"
	"mobilenet/e2e/program"
)

// failure is the exit code when the program could not run to its end, as a crashed test binary has it.
const failure = 2

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: browsertest program.wasm [arguments]")
		os.Exit(failure)
	}
	code, err := run(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "browsertest:", strings.TrimPrefix(err.Error(), "browsertest: "))
		code = failure
	}
	os.Exit(code)
}

// run runs a program as it was linked with arguments in a browser and returns its exit code.
func run(linked string, args []string) (int, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGHUP)
	defer stop()
	limit, err := timeLimit(args)
	if err != nil {
		return 0, err
	}
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, limit, fmt.Errorf("killed %v after its start", limit))
		defer cancel()
	}
	dir, err := os.MkdirTemp("", "browsertest-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	finished := filepath.Join(dir, "program.wasm")
	if err := program.Finish(ctx, linked, finished); err != nil {
		return 0, err
	}
	host, err := newHost(finished, append([]string{linked}, args...), program.Env(os.Environ()))
	if err != nil {
		return 0, err
	}
	defer host.Close()

	tab, kill, err := chromium.Start(ctx)
	if err != nil {
		return 0, errors.Join(err, context.Cause(ctx))
	}
	defer kill()
	crashed := make(chan struct{}, 1)
	err = chromedp.Listen(tab, func(event any) {
		if _, ok := event.(*inspector.EventTargetCrashed); ok {
			select {
			case crashed <- struct{}{}:
			default:
			}
		}
	})
	if err != nil {
		return 0, fmt.Errorf("listen to the browser: %w", err)
	}
	if err := chromedp.Do(tab, chromedp.Navigate(host.URL())); err != nil && tab.Err() == nil {
		return 0, fmt.Errorf("open the program's page: %w", err)
	}
	select {
	case code := <-host.Exit:
		return code, nil
	case <-crashed:
		return 0, errors.New("the browser's tab crashed; out of memory?")
	case <-tab.Done():
		if ctx.Err() == nil {
			return 0, errors.New("the browser went away")
		}
		return 0, context.Cause(ctx)
	}
}

// grace is what a test binary has beyond its own -test.timeout, to print where it hangs.
const grace = 10 * time.Second

// timeLimit returns how long the program may run, from its argument -test.timeout; 0 is for ever. A
// program that computes without a pause does not see its own timer, so somebody else has to watch.
func timeLimit(args []string) (time.Duration, error) {
	for _, arg := range args {
		value, ok := strings.CutPrefix(arg, "-test.timeout=")
		if !ok {
			continue
		}
		limit, err := time.ParseDuration(value)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", arg, err)
		}
		if limit > 0 {
			limit += grace
		}
		return limit, nil
	}
	return 0, nil
}
