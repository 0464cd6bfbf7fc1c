// Command worker builds the site's worker for Cloudflare, and says how large it is and how fast it starts in their runtime.
//
//	go run ./e2e/worker -out build/worker
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"time"

	"mobilenet/e2e/wrangler"
)

func main() {
	out := flag.String("out", "build/worker", "`directory` of the worker, replaced as a whole")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out string) error {
	size, err := wrangler.Build(ctx, ".", out)
	if err != nil {
		return err
	}
	fmt.Printf("worker: %s: %.2f MB compressed, of at most %.0f MB\n", out, float64(size)/1e6, wrangler.Most/1e6)
	err = wrangler.Install(ctx, ".")
	if _, ok := errors.AsType[wrangler.NodeError](err); ok {
		fmt.Printf("worker: its start is not measured: %v\n", err)
		return nil
	}
	if err != nil {
		return err
	}
	first, later, err := measure(ctx, out)
	if err != nil {
		return err
	}
	fmt.Printf("worker: in workerd, the first answer after %d ms, later ones after %d ms (median of %d; each starts the program anew)\n",
		first.Milliseconds(), later.Milliseconds(), repeats)
	return nil
}

// repeats is of how many answers the median is taken.
const repeats = 31

// measure returns how long the first answer of a worker takes, and the median of later ones.
func measure(ctx context.Context, worker string) (first, later time.Duration, err error) {
	dir, err := os.MkdirTemp("", "worker-")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(dir)
	host, err := wrangler.Start(ctx, ".", worker, "", dir, "0")
	if err != nil {
		return 0, 0, err
	}
	defer host.Close()
	var times []time.Duration
	for range 1 + repeats {
		start := time.Now()
		response, err := http.Get(host.URL + "/absent")
		if err != nil {
			return 0, 0, err
		}
		response.Body.Close()
		if response.StatusCode != http.StatusNotFound {
			return 0, 0, fmt.Errorf("worker: have %s, want 404", response.Status)
		}
		times = append(times, time.Since(start))
	}
	first, times = times[0], times[1:]
	slices.Sort(times)
	return first, times[len(times)/2], nil
}
