// Fetch brings Google's official MobileNet v1 weights and converts them to the project's format.
//
//	go run ./weights/fetch                                  # the sixteen float networks
//	go run ./weights/fetch -kind both -points 1.0/224,0.25/128
//	go run ./weights/fetch -from DIR                        # .tflite files that are already here
//
// The archives are Apache-2.0, from https://github.com/tensorflow/models. A download that was cut goes on where it
// stopped. Digests are checked: against the published one where there is one, else against the one written to
// SHA256SUMS in the destination when the archive was first fetched.
package main

import (
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
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("fetch", flag.ContinueOnError)
	flags.SetOutput(stderr)
	var (
		dir     = flags.String("dir", "weights/official", "write the converted files to this `folder`")
		from    = flags.String("from", "", "convert the .tflite files of this `folder` instead of fetching any")
		points  = flags.String("points", "all", "which networks: all, or a `list` such as 1.0/224,0.5/160")
		kind    = flags.String("kind", "float", "which `sort`: float, quantised (trained as uint8) or both")
		release = flags.String("release", "", "which `release`: 2018_02_22 or 2018_08_02 (default the first for float, the second for quantised)")
		base    = flags.String("base", "http://download.tensorflow.org/models", "`address` that has the releases")
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
	archives, err := selectArchives(*points, *kind, *release)
	if err != nil {
		fmt.Fprintln(stderr, "fetch:", err)
		return 2
	}
	f, err := newFetcher(*dir, *base, stdout, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "fetch:", err)
		return 1
	}
	if *from != "" {
		err = f.convertFolder(*from)
	} else {
		err = f.fetchAll(ctx, archives)
	}
	if err != nil {
		fmt.Fprintln(stderr, "fetch:", err)
		return 1
	}
	return 0
}

// fetcher brings files to one folder.
type fetcher struct {
	dir            string
	base           string // address that has the releases
	digests        *digests
	progress       *progress
	stdout, stderr io.Writer
	pause          time.Duration // before the first repetition; doubled before each further one
	idle           time.Duration // without a byte, after which a connection counts as lost
}

func newFetcher(dir, base string, stdout, stderr io.Writer) (*fetcher, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	digests, err := readDigests(dir)
	if err != nil {
		return nil, err
	}
	return &fetcher{
		dir: dir, base: base, digests: digests, progress: newProgress(stdout), stdout: stdout, stderr: stderr,
		pause: time.Second, idle: 30 * time.Second,
	}, nil
}
