package main

import (
	"time"

	"mobilenet/wasm/internal/message"
)

// peakTime is how long a peak is measured for.
const peakTime = 100 * time.Millisecond

// peak measures the most multiply-adds per millisecond that an instruction set makes.
func peak(m *message.Peak) (*message.PeakResult, error) {
	isa, err := parseISA(m.ISA)
	if err != nil {
		return nil, err
	}
	return &message.PeakResult{ISA: isa.String(), F32: isa.Peak(false, peakTime), Int8: isa.Peak(true, peakTime)}, nil
}
