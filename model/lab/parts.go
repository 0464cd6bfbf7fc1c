package lab

import (
	"time"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/weights/layers"
)

// PartTimes are what each pass of a detector spent in its parts, in ms.
type PartTimes struct{ Body, Extra, Heads []float64 }

// TimeParts lets a detector of that width, with random weights, pass runs times after warming up, or fewer times where they
// would take longer than budget, but three at least. The parts follow one another, so that a coarse clock sees each as a
// whole.
func TimeParts(alpha float64, isa kernels.ISA, runs int, budget time.Duration) (times PartTimes, err error) {
	const (
		warmup = 2
		fewest = 3
	)
	spec := model.Spec{Alpha: alpha, Resolution: layers.SSDResolution, Architecture: layers.SSD}
	b, err := model.RandomWeights(spec, 1)
	if err != nil {
		return times, err
	}
	n, err := model.New(spec, b)
	if err != nil {
		return times, err
	}
	n.SetISA(isa)
	table := n.Layers()
	each := make([]time.Duration, len(table))
	start := time.Now()
	for i := -warmup; i < runs && (i < fewest || time.Since(start) < budget); i++ {
		n.ForwardTimed(each)
		if i < 0 {
			continue
		}
		var parts [3]time.Duration
		for l, took := range each {
			parts[table[l].Part()] += took
		}
		for part, all := range map[layers.Part]*[]float64{layers.Body: &times.Body, layers.Extra: &times.Extra, layers.Heads: &times.Heads} {
			*all = append(*all, float64(parts[part])/float64(time.Millisecond))
		}
	}
	return times, nil
}
