// Bench measures the networks of the paper's Figure 4 in one Chromium: this project beside other browser runtimes, on
// the same weights and input. The contestants take turns at a point, round after round, so that what else the machine
// does falls on all alike; all pages are opened anew several times, because a runtime's speed can depend on that. At
// the end it measures what the page takes beside the network.
//
//	go run ./e2e/bench            all sixteen points, about fifteen minutes
//	go run ./e2e/bench -quick     four points, about three minutes
//	go run ./e2e/bench -before 1234567
//	                              beside this project as it was at a commit, and nobody else
//
// The SSD detector is measured too where its file is (make weights fetches it, -detector names another place).
//
// It prints a Markdown table and what is wanted of it, and writes table, plot and every sample to build/bench; with
// -readme also the table and the plot that the README shows and the times that the page does, and with -from all this of
// samples that were written before, without measuring. The runtimes come by npm; without it only they are missing.
// Being slower than wanted is no failure, for it may be the machine's. It runs in the repository's root.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"

	"mobilenet/e2e/bench/models"
	"mobilenet/e2e/bench/peers"
	"mobilenet/e2e/chromium"
	"mobilenet/e2e/site"
)

func main() {
	var p plan
	quick := flag.Bool("quick", false, "measure four points only, with fewer rounds")
	flag.IntVar(&p.loads, "loads", 0, "how `often` all pages are opened anew (4; quick: 2)")
	flag.IntVar(&p.rounds, "rounds", 0, "turns of each contestant at each point, `per` load (2)")
	flag.StringVar(&p.before, "before", "", "instead of other runtimes, this project as it was at that `commit`")
	vnni := flag.Bool("vnni", true, "let V8 use the processor's dot product of bytes, on x86")
	flag.StringVar(&p.detector, "detector", detectorFile, "`file` of Google's SSD detector")
	out := flag.String("out", "build/bench", "`directory` for table, plot and samples")
	readme := flag.Bool("readme", false, "write the README's table and plot and the page's times too: e2e/bench/results.md and .svg, runtimes.json")
	from := flag.String("from", "", "measure nothing: report the samples in that `file`, results.json of a former run")
	flag.Parse()
	p.choose(*quick)
	p.noVNNI = !*vnni
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var s *session
	var err error
	if *from != "" {
		s, err = readSamples(*from)
	} else {
		s, err = run(ctx, p)
	}
	if err == nil {
		err = s.report(*out, *readme)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run builds and serves the site and the peers, and measures.
func run(ctx context.Context, p plan) (*session, error) {
	work, err := os.MkdirTemp("", "mobilenet-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	dir := filepath.Join(work, "site")
	if err := site.Build(ctx, ".", dir, "weights"); err != nil {
		return nil, err
	}
	store := &models.Store{}
	if err := p.writeModels(filepath.Join(dir, "models"), store); err != nil {
		return nil, err
	}
	cut, noDetector := addDetector(p.detector, filepath.Join(dir, "models"))
	host, err := site.Serve(ctx, ".", work, dir)
	if err != nil {
		return nil, err
	}
	defer host.Close()
	at := hosts{site: host.URL}
	s := newSession()
	if p.before != "" {
		earlier, err := serveEarlier(ctx, p, work, store)
		if err != nil {
			return nil, err
		}
		defer earlier.Close()
		at.before, s.Before = earlier.URL, p.before
	} else if err := peers.Install(ctx, "."); err != nil {
		s.Notes = append(s.Notes, "No other runtimes: "+err.Error())
	} else if at.peers, err = servePeers(ctx, store, cut); err != nil {
		return nil, err
	} else if s.Peers, err = peers.Versions("."); err != nil {
		return nil, err
	}

	var flags []string
	if p.noVNNI {
		flags = []string{"js-flags=--no-enable-avx-vnni --no-enable-avx-vnni-int8"}
		s.Notes = append(s.Notes, "V8 did not use VNNI.")
	}
	browser, cancel, err := chromium.Start(ctx, flags...)
	if err != nil {
		return nil, err
	}
	defer cancel()
	if err := s.measure(ctx, browser, at, store, p); err != nil {
		return nil, err
	}
	if p.noVNNI {
		return s, nil
	}
	if p.before != "" {
		s.Page = &pageCosts{}
		return s, s.Page.measureFirst(ctx, at)
	}
	if noDetector == nil {
		noDetector = s.measureDetector(ctx, browser, at, p)
	}
	if noDetector != nil {
		s.Notes = append(s.Notes, whyNoDetector(noDetector))
	}
	if err := s.measureBusy(ctx, browser, at.site); err != nil {
		s.Notes = append(s.Notes, "A busy machine was not measured: "+err.Error())
	}
	if err := s.measurePage(ctx, at); err != nil {
		s.Notes = append(s.Notes, "The page was not measured: "+err.Error())
	}
	return s, nil
}

// report prints the tables, and writes them and all samples into the directory out.
func (s *session) report(out string, readme bool) error {
	fmt.Print(s.markdown())
	if err := s.writeSamples(out); err != nil {
		return err
	}
	if readme {
		if err := errors.Join(s.write("e2e/bench"), s.writeQuoted("e2e/bench")); err != nil {
			return err
		}
	}
	return s.write(out)
}

// servePeers serves the peers' pages, the networks and the detector on a free loopback port until ctx is done.
func servePeers(ctx context.Context, store *models.Store, detector []byte) (address string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	files := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == detectorName {
			w.Write(detector)
			return
		}
		store.ServeHTTP(w, r)
	})
	server := &http.Server{Handler: peers.Handler(".", files)}
	context.AfterFunc(ctx, func() { server.Close() })
	go server.Serve(listener)
	return "http://" + listener.Addr().String(), nil
}
