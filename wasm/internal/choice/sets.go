package choice

import (
	"slices"

	"mobilenet/wasm/internal/offers"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// The kinds of weights, as the link names them; it cannot name a file.
const (
	Own      = "own"      // the project's: a network for each width, which runs at every resolution
	Official = "official" // Google's: a network for each point
	Random   = "random"
	File     = "file" // of the visitor's
)

// Set is a choice of weights and what it offers. The zero Set is one that there is not.
type Set struct {
	Kind        string
	Alphas      []float64 // ascending; none of a file that is not read yet
	Resolutions []float64 // ascending
	Files       []weights.IndexEntry
	trained     []offers.Trained // of Files
}

// paperResolutions are those of the paper's Table 7.
var paperResolutions = []float64{128, 160, 192, 224}

// Sets are the choices that there are.
type Sets struct{ Own, Official, Random, File Set }

// NewSets returns what a site offers that has these files of weights.
func NewSets(index []weights.IndexEntry) Sets {
	return Sets{
		Own:      newSet(Own, index, weights.IndexEntry.Own),
		Official: newSet(Official, index, func(f weights.IndexEntry) bool { return !f.Own() }),
		Random:   Set{Kind: Random, Alphas: []float64{0.25, 0.5, 0.75, 1}, Resolutions: paperResolutions},
	}
}

// newSet returns the set of the files for which it holds.
func newSet(kind string, index []weights.IndexEntry, holds func(weights.IndexEntry) bool) Set {
	files := slices.DeleteFunc(slices.Clone(index), func(f weights.IndexEntry) bool { return !holds(f) })
	if len(files) == 0 {
		return Set{}
	}
	trained := trainedFor(files)
	return Set{Kind: kind, Files: files, trained: trained, Alphas: offers.Alphas(trained), Resolutions: paperResolutions}
}

// trainedFor says for which points files were trained.
func trainedFor(files []weights.IndexEntry) (trained []offers.Trained) {
	for _, f := range files {
		trained = append(trained, offers.Trained{Alpha: f.Alpha, Resolution: f.Resolution, Quantised: f.Quantised})
	}
	return trained
}

// Read returns what a file of the visitor's offers, of which it is known by now that it has this width: that, at any
// resolution.
func Read(alpha float64) Set {
	s := Set{Kind: File, Alphas: []float64{alpha}}
	for r := layers.MinResolution; r <= layers.MaxResolution; r += layers.ResolutionStep {
		s.Resolutions = append(s.Resolutions, float64(r))
	}
	return s
}

// Of returns the set of a kind, zero if there is none.
func (s *Sets) Of(kind string) Set {
	for _, set := range []Set{s.Own, s.Official, s.Random, s.File} {
		if set.Kind == kind {
			return set
		}
	}
	return Set{}
}

// FileFor returns which of the site's files serves a configuration, false if none does.
func (s Set) FileFor(c offers.Configuration) (weights.IndexEntry, bool) {
	i := offers.Choose(s.trained, c.Alpha, c.Resolution, c.Integers())
	if i < 0 {
		return weights.IndexEntry{}, false
	}
	return s.Files[i], true
}

// TrainedAt tells whether the set has weights that were trained at exactly this point.
func (s Set) TrainedAt(alpha float64, resolution int) bool {
	f, ok := s.FileFor(offers.Configuration{Alpha: alpha, Resolution: resolution})
	return ok && (f.Own() || f.Resolution == resolution)
}
