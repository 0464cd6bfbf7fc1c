package main

import (
	"time"

	"mobilenet/model/lab"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/stats"
	"mobilenet/weights/layers"
)

// timeParts times the parts of a detector.
func (e *engine) timeParts(m *message.TimeParts) (*message.PartTimes, error) {
	const (
		runs   = 25
		budget = 3 * time.Second // a page waits for it
	)
	isa, err := parseISA(m.ISA)
	if err != nil {
		return nil, err
	}
	e.makeRoom(request{slot: noSlot, architecture: layers.SSD, alpha: &m.Alpha, resolution: new(layers.SSDResolution)})
	times, err := lab.TimeParts(m.Alpha, isa, runs, budget)
	if err != nil {
		return nil, err
	}
	return &message.PartTimes{
		ISA: isa.String(), Body: stats.Median(times.Body), Extra: stats.Median(times.Extra), Heads: stats.Median(times.Heads),
	}, nil
}
