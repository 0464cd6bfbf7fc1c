// Fetch brings Google's official MobileNet v1 weights and converts them to the project's format.
//
//	go run ./weights/fetch                                      # the set of a first start, all float networks, and SSD
//	go run ./weights/fetch -kind both -points 1.0/224,0.25/128
//	go run ./weights/fetch -first 30s                           # what make serve brings at a first start
//
// The files are Apache-2.0, from https://github.com/tensorflow/models. Each is known by its SHA-256 and asked for at
// several places, one after the other. A download that was cut goes on where it stopped, in the same run or the next.
// Nothing is asked for that is here.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program: it returns 0 when every file asked for is there, 1 when one is not, 2 for wrong arguments.
// For a first start what is missing is no error.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("fetch", flag.ContinueOnError)
	flags.SetOutput(stderr)
	var (
		dir    = flags.String("dir", "weights/official", "write the files to this `folder`")
		points = flags.String("points", "", "which networks: all, or a `list` such as 1.0/224,0.5/160 (default the small set of a first start, all float ones, and SSD)")
		kind   = flags.String("kind", "", "which `sort` of those: float, quantised (trained as uint8) or both (default float)")
		first  = flags.Duration("first", 0, "fetch for a first start: the small set unless -points or -kind say which, for at most so long, and what is missing is no error")
		base   = flags.String("base", "", "ask this `address` instead of all hosts, as address/host/path: for tests")
	)
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "fetch: have argument %q, want flags only\n", flags.Arg(0))
		return 2
	}
	networks := wholeSet()
	switch {
	case *points != "" || *kind != "":
		var err error
		if networks, err = selectNetworks(cmp.Or(*points, "all"), cmp.Or(*kind, "float")); err != nil {
			fmt.Fprintln(stderr, "fetch:", err)
			return 2
		}
	case *first > 0:
		networks = firstSet()
	}
	wait := patience{connect: 10 * time.Second, silence: 30 * time.Second}
	if *first > 0 {
		// Somebody waits for the page: offline it takes no longer than two seconds for each host to know it.
		wait = patience{connect: 2 * time.Second, silence: 5 * time.Second}
		limited, cancel := context.WithTimeoutCause(ctx, *first, errLate)
		defer cancel()
		ctx = limited
	}
	f, err := newFetcher(*dir, *base, wait, stdout)
	if err != nil {
		fmt.Fprintln(stderr, "fetch:", err)
		return 1
	}
	if *first > 0 {
		return f.forStart(ctx, networks, stdout, stderr)
	}
	return f.forGood(ctx, networks, stdout, stderr)
}

// forGood brings networks and says of each what became of it.
func (f *fetcher) forGood(ctx context.Context, networks []network, stdout, stderr io.Writer) int {
	r := f.fetchAll(ctx, networks, func(n network, from string) {
		fmt.Fprintf(stdout, "%s: from %s, digest as published\n", n.label, from)
	})
	switch offline := r.offline(); {
	case errors.Is(r.ended, errInterrupted):
		fmt.Fprintln(stderr, "fetch: interrupted; run it again to go on from there")
	case r.ended != nil:
		fmt.Fprintln(stderr, "fetch:", r.ended)
	case offline != nil:
		fmt.Fprintf(stderr, "fetch: no source can be reached (%v): is there a network? Everything else works without these weights\n", offline)
	default:
		for _, failed := range r.failed {
			fmt.Fprintln(stderr, "fetch:", failed)
		}
	}
	fmt.Fprintf(stdout, "fetch: %d of %d networks are in %s\n", r.here, len(networks), f.dir)
	if r.here < len(networks) {
		return 1
	}
	return 0
}

// forStart brings networks before a page is served and says one line, or nothing if all were here.
func (f *fetcher) forStart(ctx context.Context, networks []network, stdout, stderr io.Writer) int {
	r := f.fetchAll(ctx, networks, func(network, string) {})
	here := fmt.Sprintf("%d of %d of Google's networks are in %s", r.here, len(networks), f.dir)
	if r.here == 0 {
		here = "the page runs our own weights"
	}
	const again = "make serve tries again the next time, make serve WEIGHTS=weights never asks"
	switch offline := r.offline(); {
	case errors.Is(r.ended, errInterrupted):
		fmt.Fprintln(stderr, "fetch: interrupted; make serve WEIGHTS=weights never asks")
		return 1
	case errors.Is(r.ended, errLate):
		fmt.Fprintf(stdout, "fetch: %v: %s; make serve goes on from there the next time, make weights at once\n", r.ended, here)
	case r.ended != nil:
		fmt.Fprintf(stdout, "fetch: %v: %s; %s\n", r.ended, here, again)
	case offline != nil:
		fmt.Fprintf(stdout, "fetch: no source can be reached (%v): %s; %s\n", offline, here, again)
	case len(r.failed) > 0:
		fmt.Fprintf(stdout, "fetch: %s; %s; %s\n", here, r.failed[0].short(), again)
	case r.fetched > 0:
		fmt.Fprintf(stdout, "fetch: %s, under Apache-2.0; make weights brings the rest\n", here)
	}
	return 0
}
