// Package choice decides what the engine is to run: from what the link asks for, the weights that there are, and what the
// engine can do. It knows neither.
package choice

import (
	"cmp"

	"mobilenet/model"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/internal/stops"
)

// Where the page starts: fast on a school's laptop, right most of the time.
const (
	startAlpha      = 0.5
	startResolution = 160
)

// Resolve returns what is to run: of the weights that are asked for, else of the best that there are, the point nearest to
// the one asked for, in the arithmetic, the number format and on the cores asked for as far as the engine has them. In
// what it returns 0 threads are as many as are fastest. Without any weights it is zero, and of a file that is not read yet
// the point is.
func Resolve(asked link.State, there *Sets, can offers.Capabilities) offers.Configuration {
	set := there.chosen(asked.Weights)
	c := offers.Configuration{Weights: set.Kind, Precision: model.Float32.String(), Threads: threads(asked.Cores, can.MaxThreads)}
	if asked.Arithmetic == "scalar" || !can.SIMD() {
		c.ISA = offers.Scalar
	}
	if asked.Format == "int8" {
		c.Precision = model.Int8.String()
	}
	if len(set.Alphas) > 0 {
		c.Alpha = stops.Nearest(set.Alphas, cmp.Or(asked.Alpha, startAlpha))
		c.Resolution = int(stops.Nearest(set.Resolutions, float64(cmp.Or(asked.Resolution, startResolution))))
	}
	return c
}

// First returns a link that asks for the point where the page starts: nobody has asked for one, so of the project's own
// weights it is the narrowest network, which is there soonest.
func First(asked link.State, there *Sets) link.State {
	if asked.Alpha == 0 && asked.Resolution == 0 && there.chosen(asked.Weights).Kind == Own {
		asked.Alpha = there.Own.Alphas[0]
	}
	return asked
}

// chosen returns the set that is asked for, else the best there is: Google's are right more often than ours at the same
// point.
func (s *Sets) chosen(asked string) Set {
	for _, kind := range []string{asked, Official, Own} {
		if set := s.Of(kind); set.Kind != "" {
			return set
		}
	}
	return s.Random
}

// threads returns the number on offer that comes closest to a wish, 0 for leaving it to the engine.
func threads(wish, most int) int {
	if wish == 0 || most <= 1 {
		return 0
	}
	best := 1
	for _, n := range offers.Cores(most) {
		if n <= wish {
			best = n
		}
	}
	return best
}

// Link returns a link that asks for the weights, the point, the arithmetic and the number format of a configuration, and
// for all else as before.
func Link(asked link.State, c offers.Configuration) link.State {
	asked.Weights, asked.Alpha, asked.Resolution = c.Weights, c.Alpha, c.Resolution
	asked.Arithmetic, asked.Format = c.Arithmetic(), c.Format()
	return asked
}
