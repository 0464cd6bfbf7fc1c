package main

import (
	"errors"
	"syscall/js"
	"time"

	"mobilenet/kernels"
	"mobilenet/model/lab"
	"mobilenet/weights/layers"
)

// raceBudget is how long a race may take, apart from its last runs: a page waits for it.
const raceBudget = 3 * time.Second

// race times a standard convolution against the separable one that replaces it. It returns what web/engine.js answers,
// or why it cannot be, in words.
func race(message js.Value) any {
	isa := kernels.Best()
	var err error
	if v := message.Get("isa"); v.Truthy() {
		isa, err = parseISA(js.Global().Call("String", v).String())
	}
	runs, stride := 20, 1
	if v := message.Get("runs"); v.Type() == js.TypeNumber {
		runs = v.Int()
	}
	if v := message.Get("stride"); v.Type() == js.TypeNumber {
		stride = v.Int()
	}
	if err == nil && (runs < 1 || runs > 1000) {
		err = errors.New("engine: runs: want 1 to 1000")
	}
	if err != nil {
		return err.Error()
	}
	c := layers.Convolution{
		Window: 3, Inputs: int(whole(message.Get("inputs"))), Outputs: int(whole(message.Get("outputs"))), Size: int(whole(message.Get("size"))),
	}
	r, err := lab.NewRace(c, stride, isa)
	if err != nil {
		return err.Error()
	}
	times := r.Measure(runs, raceBudget)
	both := make([]float64, len(times.Depthwise))
	for i := range both {
		both[i] = times.Depthwise[i] + times.Pointwise[i]
	}
	depthwiseWeights := c.SeparableWeights() - int64(c.Inputs)*int64(c.Outputs)
	return map[string]any{
		"isa":       isa.String(),
		"standard":  raced(times.Standard, c.Standard(), c.StandardWeights()),
		"depthwise": raced(times.Depthwise, c.Depthwise(), depthwiseWeights),
		"pointwise": raced(times.Pointwise, c.Pointwise(), c.SeparableWeights()-depthwiseWeights),
		"separable": raced(both, c.Separable(), c.SeparableWeights()),
	}
}

// raced is what a race tells of one runner.
func raced(times []float64, multiplyAdds, weights int64) map[string]any {
	samples := make([]any, len(times))
	for i, ms := range times {
		samples[i] = ms
	}
	return map[string]any{"ms": lab.Median(times), "samples": samples, "multiplyAdds": multiplyAdds, "weights": weights}
}
