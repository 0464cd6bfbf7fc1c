// Package sweep is what the page's sweep of all configurations works out apart from any browser: in which order to
// measure, what the samples say, how long it takes yet, and how a sweep is kept, linked and exported.
package sweep

import (
	"math/rand/v2"
	"slices"
	"time"

	"mobilenet/wasm/internal/offers"
)

// Configuration is what is measured.
type Configuration = offers.Configuration

// Rounds is how often each configuration comes up. Between two times lie all the others, so that a slow moment of the
// device does not fall on one of them alone.
const Rounds = 3

// referenceEvery is how many visits lie between two of the reference, whose change tells drift.
const referenceEvery = 12

// Visit is a stop of the sweep: measure a configuration once more.
type Visit struct {
	Configuration
	Reference bool // only to see whether the device is as fast as before
}

// Plan lays out a sweep: Rounds times all configurations, each round in an order of its own, with the reference at the
// beginning, at the end and in between.
func Plan(all []Configuration, reference Configuration, random *rand.Rand) []Visit {
	if len(all) == 0 {
		return nil
	}
	var plan []Visit
	n := 0
	for range Rounds {
		round := slices.Clone(all)
		random.Shuffle(len(round), func(i, j int) { round[i], round[j] = round[j], round[i] })
		for _, c := range round {
			if n%referenceEvery == 0 {
				plan = append(plan, Visit{reference, true})
			}
			n++
			plan = append(plan, Visit{Configuration: c})
		}
	}
	return append(plan, Visit{reference, true})
}

// Passes returns how many passes of a network that takes about so many ms make a visit, and how many of them before
// only warm it up: a quarter of a second's worth, but a few at least.
func Passes(ms float64) (warmup, runs int) {
	const visit = 250 // ms
	if ms <= 0 {
		return 2, 3
	}
	return 2, min(max(int(visit/ms), 3), 40)
}

// Left estimates how long the rest of a plan takes, from the time that the visits before took: a
// visit takes a constant and a part that grows with its multiply-adds.
func Left(plan []Visit, done int, spent time.Duration) time.Duration {
	if done == 0 {
		return 0
	}
	work := func(visits []Visit) float64 {
		var sum float64
		for _, v := range visits {
			sum += 1 + float64(v.MultiplyAdds())/200e6
		}
		return sum
	}
	return time.Duration(float64(spent) * work(plan[done:]) / work(plan[:done]))
}
