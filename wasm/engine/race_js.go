package main

import (
	"cmp"
	"errors"
	"time"

	"mobilenet/model/lab"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/stats"
	"mobilenet/weights/layers"
)

// raceBudget is how long a race may take, apart from its last runs: a page waits for it.
const raceBudget = 3 * time.Second

// race times a standard convolution against the separable one that replaces it.
func race(m *message.Race) (*message.RaceResult, error) {
	isa, err := parseISA(m.ISA)
	runs := 20
	if m.Runs != nil {
		runs = *m.Runs
	}
	if err == nil && (runs < 1 || runs > 1000) {
		err = errors.New("engine: runs: want 1 to 1000")
	}
	if err != nil {
		return nil, err
	}
	c := layers.Convolution{Window: 3, Inputs: m.Inputs, Outputs: m.Outputs, Size: m.Size}
	r, err := lab.NewRace(c, cmp.Or(m.Stride, 1), isa)
	if err != nil {
		return nil, err
	}
	times := r.Measure(runs, raceBudget)
	both := make([]float64, len(times.Depthwise))
	for i := range both {
		both[i] = times.Depthwise[i] + times.Pointwise[i]
	}
	return &message.RaceResult{
		ISA:       isa.String(),
		Standard:  stats.Median(times.Standard),
		Depthwise: stats.Median(times.Depthwise),
		Pointwise: stats.Median(times.Pointwise),
		Separable: stats.Median(both),
	}, nil
}
