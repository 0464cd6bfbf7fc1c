package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/benchpage"
)

// A contestant is a page that offers window.bench.
type contestant struct {
	Name      string // of the runtime
	Precision string // "f32" or "int8"
	Threads   int
	Ours      bool
	Earlier   bool // an earlier commit of this project's

	page  string
	turns turns
}

// turns say how often a contestant runs in a turn, and in how many of the rounds of a page load it takes one; 0 means all.
type turns struct{ warmup, runs, rounds int }

// Turns that everybody takes, those of who is far behind, and those of scalar Go, which takes a second.
var (
	everybody = turns{10, 20, 0}
	short     = turns{3, 6, 0}
	seldom    = turns{0, 2, 1}
)

// Names of the runtimes.
const (
	relaxed = "Go, relaxed SIMD"
	plain   = "Go, SIMD128"
	scalar  = "Go, scalar"
	liteRT  = "LiteRT.js"
	tfjs    = "TensorFlow.js"
	ort     = "ONNX Runtime Web"
)

// contestants take their turns in this order.
var contestants = withEarlier([]contestant{
	ours(relaxed, "f32", 1, "isa=relaxed", everybody),
	ours(plain, "f32", 1, "isa=simd", everybody),
	ours(scalar, "f32", 1, "isa=scalar", seldom),
	peer(liteRT, "f32", 1, "litert.html", everybody),
	peer(tfjs, "f32", 1, "tfjs.html", everybody),
	peer(ort, "f32", 1, "ort.html", everybody),

	ours(relaxed, "f32", 2, "isa=relaxed", everybody),
	peer(liteRT, "f32", 2, "litert.html", everybody),
	peer(tfjs, "f32", 2, "tfjs.html", everybody),
	peer(ort, "f32", 2, "ort.html", everybody),

	ours(relaxed, "int8", 1, "isa=relaxed", everybody),
	ours(plain, "int8", 1, "isa=simd", everybody),
	peer(liteRT, "int8", 1, "litert.html", everybody),
	peer(ort, "int8", 1, "ort.html", short),

	ours(relaxed, "int8", 2, "isa=relaxed", everybody),
	peer(liteRT, "int8", 2, "litert.html", everybody),
	peer(ort, "int8", 2, "ort.html", short),
})

// earlier is what the name of a runtime ends with that is one of an earlier commit.
const earlier = ", before"

// withEarlier puts each of this project's runtimes beside itself as it was.
func withEarlier(now []contestant) (both []contestant) {
	for _, c := range now {
		both = append(both, c)
		if c.Ours {
			c.Name, c.Earlier = c.Name+earlier, true
			both = append(both, c)
		}
	}
	return both
}

func ours(name, precision string, threads int, query string, t turns) contestant {
	// exact: as many threads as the others have, even if fewer were faster at some point.
	page := fmt.Sprintf("bench.html?models=models&precision=%s&threads=%d&exact&%s", precision, threads, query)
	return contestant{Name: name, Precision: precision, Threads: threads, Ours: true, page: page, turns: t}
}

func peer(name, precision string, threads int, page string, t turns) contestant {
	page = fmt.Sprintf("%s?precision=%s&threads=%d", page, precision, threads)
	return contestant{Name: name, Precision: precision, Threads: threads, page: page, turns: t}
}

// String says who it is and what it computes in.
func (c contestant) String() string {
	return fmt.Sprintf("%s %s, %s", c.Name, c.Precision, threadsText(c.Threads))
}

// threadsText says how many threads there are.
func threadsText(n int) string {
	if n == 1 {
		return "1 thread"
	}
	return fmt.Sprintf("%d threads", n)
}

// player is a contestant whose page is open.
type player struct {
	contestant
	page *benchpage.Page
}

// hosts are the addresses of this project's site, of the peers' pages, and of the site of an earlier commit. Who has none
// does not play.
type hosts struct{ site, peers, before string }

// of returns the host of a contestant.
func (h hosts) of(c contestant) string {
	switch {
	case c.Earlier:
		return h.before
	case c.Ours:
		return h.site
	}
	return h.peers
}

// open opens the pages of those contestants that are not absent, each in a tab. Those that cannot play become absent,
// with the reason. close closes the tabs.
func (h hosts) open(browser context.Context, absent map[string]string) (players []player, closeTabs func()) {
	var tabs []context.CancelFunc
	for _, c := range contestants {
		address := h.of(c)
		if absent[c.String()] != "" || address == "" {
			continue
		}
		tab, closeTab := chromedp.NewContext(browser)
		page, err := benchpage.Open(tab, address+"/"+c.page)
		if err != nil {
			closeTab()
			absent[c.String()] = err.Error()
			continue
		}
		tabs = append(tabs, closeTab)
		players = append(players, player{c, page})
	}
	return players, func() {
		for _, closeTab := range slices.Backward(tabs) {
			closeTab()
		}
	}
}
