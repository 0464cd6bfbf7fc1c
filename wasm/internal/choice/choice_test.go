package choice_test

import (
	"slices"
	"testing"

	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/offers"
	"mobilenet/weights"
)

// own and official are files as a site has them.
var (
	own = []weights.IndexEntry{
		{File: "own-0.25", Alpha: 0.25, ResolutionMin: 128, ResolutionMax: 224},
		{File: "own-0.5", Alpha: 0.5, ResolutionMin: 128, ResolutionMax: 224},
		{File: "own-0.75", Alpha: 0.75, ResolutionMin: 128, ResolutionMax: 224},
	}
	official = []weights.IndexEntry{
		{File: "0.5-160", Alpha: 0.5, Resolution: 160},
		{File: "0.5-160-int8", Alpha: 0.5, Resolution: 160, Quantised: true},
		{File: "1-224", Alpha: 1, Resolution: 224},
	}
)

// fast and plain are engines: one with all there is, one with plain Go and one thread.
var (
	fast  = offers.Capabilities{Best: "relaxed", MaxThreads: 8, Isolated: true}
	plain = offers.Capabilities{Best: "scalar", MaxThreads: 1}
)

func TestResolve(t *testing.T) {
	all := choice.NewSets(slices.Concat(own, official))
	opened, read := all, all
	opened.File, read.File = choice.Set{Kind: choice.File}, choice.Read(0.6)
	ours, none := choice.NewSets(own), choice.NewSets(nil)
	for _, c := range []struct {
		name  string
		asked link.State
		there choice.Sets
		can   offers.Capabilities
		want  offers.Configuration
	}{
		{"nothing is known yet", link.State{Alpha: 1}, choice.Sets{}, offers.Capabilities{}, offers.Configuration{Precision: "f32"}},
		{"the start", link.State{}, all, fast, offers.Configuration{Alpha: 0.5, Resolution: 160, Precision: "f32", Weights: "official"}},
		{"no official weights", link.State{}, ours, fast, offers.Configuration{Alpha: 0.5, Resolution: 160, Precision: "f32", Weights: "own"}},
		{"no weights", link.State{}, none, fast, offers.Configuration{Alpha: 0.5, Resolution: 160, Precision: "f32", Weights: "random"}},
		{"ours though there are official ones", link.State{Weights: "own"}, all, fast, offers.Configuration{Alpha: 0.5, Resolution: 160, Precision: "f32", Weights: "own"}},
		{"official ones that are not there", link.State{Weights: "official"}, ours, fast, offers.Configuration{Alpha: 0.5, Resolution: 160, Precision: "f32", Weights: "own"}},
		{"random ones", link.State{Weights: "random", Alpha: 0.75}, all, fast, offers.Configuration{Alpha: 0.75, Resolution: 160, Precision: "f32", Weights: "random"}},
		{"a file that is not there", link.State{Weights: "file"}, all, fast, offers.Configuration{Alpha: 0.5, Resolution: 160, Precision: "f32", Weights: "official"}},
		{"a file that is not read yet", link.State{Weights: "file", Alpha: 0.25}, opened, fast, offers.Configuration{Precision: "f32", Weights: "file"}},
		{"a file", link.State{Weights: "file", Alpha: 0.25, Resolution: 100}, read, fast, offers.Configuration{Alpha: 0.6, Resolution: 96, Precision: "f32", Weights: "file"}},
		{"the nearest point", link.State{Alpha: 0.9, Resolution: 200}, all, fast, offers.Configuration{Alpha: 1, Resolution: 192, Precision: "f32", Weights: "official"}},
		{"a wider one than there is", link.State{Alpha: 1, Resolution: 320}, ours, fast, offers.Configuration{Alpha: 0.75, Resolution: 224, Precision: "f32", Weights: "own"}},
		{"integers, plain Go", link.State{Format: "int8", Arithmetic: "scalar"}, all, fast, offers.Configuration{Alpha: 0.5, Resolution: 160, ISA: "scalar", Precision: "int8", Weights: "official"}},
		{"SIMD that is not there", link.State{Arithmetic: "simd"}, all, plain, offers.Configuration{Alpha: 0.5, Resolution: 160, ISA: "scalar", Precision: "f32", Weights: "official"}},
		{"four cores", link.State{Cores: 4}, all, fast, offers.Configuration{Alpha: 0.5, Resolution: 160, Precision: "f32", Threads: 4, Weights: "official"}},
		{"five cores, which are not offered", link.State{Cores: 5}, all, fast, offers.Configuration{Alpha: 0.5, Resolution: 160, Precision: "f32", Threads: 4, Weights: "official"}},
		{"cores that are not there", link.State{Cores: 4}, all, plain, offers.Configuration{Alpha: 0.5, Resolution: 160, ISA: "scalar", Precision: "f32", Weights: "official"}},
	} {
		if have := choice.Resolve(c.asked, &c.there, c.can); have != c.want {
			t.Errorf("%s: have %+v, want %+v", c.name, have, c.want)
		}
	}
}

func TestFirst(t *testing.T) {
	for _, c := range []struct {
		name  string
		asked link.State
		index []weights.IndexEntry
		alpha float64 // 0: nothing is asked for
	}{
		{"nothing asked for, ours", link.State{}, own, 0.25},
		{"nothing asked for, Google's too", link.State{}, slices.Concat(own, official), 0},
		{"ours asked for beside Google's", link.State{Weights: "own"}, slices.Concat(own, official), 0.25},
		{"a width asked for", link.State{Alpha: 0.75}, own, 0.75},
		{"a resolution asked for", link.State{Resolution: 192}, own, 0},
		{"random weights asked for", link.State{Weights: "random"}, own, 0},
		{"no weights", link.State{}, nil, 0},
	} {
		sets := choice.NewSets(c.index)
		want := c.asked
		want.Alpha = c.alpha
		if have := choice.First(c.asked, &sets); have != want {
			t.Errorf("%s: have %+v, want %+v", c.name, have, want)
		}
	}
}

// A link that asks for what runs is resolved to what runs.
func TestLink(t *testing.T) {
	there := choice.NewSets(slices.Concat(own, official))
	for _, c := range []offers.Configuration{
		{Alpha: 0.25, Resolution: 192, Precision: "int8", Weights: "own"},
		{Alpha: 1, Resolution: 224, Precision: "f32", ISA: "scalar", Weights: "official"},
		{Alpha: 0.75, Resolution: 128, Precision: "f32", Threads: 2, Weights: "random"},
	} {
		asked := link.State{Alpha: 0.5, Format: "int8", Arithmetic: "scalar", Cores: c.Threads, Panel: "time"}
		asked = choice.Link(asked, c)
		if have := choice.Resolve(asked, &there, fast); have != c || asked.Panel != "time" {
			t.Errorf("have %+v with the panel %q, want %+v with time", have, asked.Panel, c)
		}
	}
}

func TestFileFor(t *testing.T) {
	sets := choice.NewSets(slices.Concat(own, official))
	for _, c := range []struct {
		name string
		at   offers.Configuration
		want string // "" for none
	}{
		{"ours, at any resolution", offers.Configuration{Alpha: 0.5, Resolution: 192, Weights: "own"}, "own-0.5"},
		{"official, in real numbers", offers.Configuration{Alpha: 0.5, Resolution: 160, Precision: "f32", Weights: "official"}, "0.5-160"},
		{"official, in integers", offers.Configuration{Alpha: 0.5, Resolution: 160, Precision: "int8", Weights: "official"}, "0.5-160-int8"},
		{"no such width", offers.Configuration{Alpha: 0.75, Resolution: 160, Weights: "official"}, ""},
		{"random ones", offers.Configuration{Alpha: 0.5, Resolution: 160, Weights: "random"}, ""},
	} {
		f, ok := sets.Of(c.at.Weights).FileFor(c.at)
		if f.File != c.want || ok != (c.want != "") {
			t.Errorf("%s: have the file %q, %v, want %q", c.name, f.File, ok, c.want)
		}
	}
	for _, c := range []struct {
		set        choice.Set
		resolution int
		want       bool
	}{{sets.Own, 192, true}, {sets.Official, 160, true}, {sets.Official, 192, false}, {sets.Random, 160, false}} {
		if have := c.set.TrainedAt(0.5, c.resolution); have != c.want {
			t.Errorf("%s weights at %d: have trained %v, want %v", c.set.Kind, c.resolution, have, c.want)
		}
	}
}

func TestTune(t *testing.T) {
	set := choice.NewSets(own).Own
	at := func(alpha float64, resolution int) offers.Configuration {
		return offers.Configuration{Alpha: alpha, Resolution: resolution}
	}
	for _, c := range []struct {
		name           string
		at             offers.Configuration
		ms             float64
		come           int // files
		wantAlpha      float64
		wantResolution int
		wantMore       bool
	}{
		{"fast, and all have come", at(0.25, 160), 1, 3, 0.75, 224, true},
		{"fast, and one has come", at(0.25, 160), 1, 1, 0.25, 224, true},
		{"just right", at(0.75, 224), 30, 3, 0.75, 224, false},
		{"a little slow: it stays", at(0.75, 224), 44, 3, 0.75, 224, false},
		{"slow", at(0.75, 224), 60, 3, 0.5, 224, false},
		{"hopeless", at(0.25, 160), 10000, 3, 0.25, 128, false},
	} {
		alpha, resolution, more := choice.Tune(c.at, c.ms, set, own[:c.come])
		if alpha != c.wantAlpha || resolution != c.wantResolution || more != c.wantMore {
			t.Errorf("%s: have %v at %d, more %v, want %v at %d, %v", c.name, alpha, resolution, more, c.wantAlpha, c.wantResolution, c.wantMore)
		}
	}
}
