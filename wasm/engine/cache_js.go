package main

import (
	"runtime"
	"slices"

	"mobilenet/model"
)

// cacheBudget is how many bytes of networks are kept, the one in use included: all four of the paper's widths.
const cacheBudget = 64 << 20

// cache keeps the networks used last, so that moving a slider back costs nothing. The last entry is the latest.
type cache []*loaded

// get returns a slot's network with that key, or nil, and counts it as used.
func (c *cache) get(key string, slot int) *loaded {
	i := slices.IndexFunc(*c, func(l *loaded) bool { return l.key == key && l.slot == slot })
	if i < 0 {
		return nil
	}
	l := (*c)[i]
	*c = append(slices.Delete(*c, i, i+1), l)
	return l
}

// put adds a network as the latest.
func (c *cache) put(l *loaded) {
	*c = append(*c, l)
}

// dropSlot drops a slot's networks.
func (c *cache) dropSlot(slot int) {
	*c = slices.DeleteFunc(*c, func(l *loaded) bool { return l.slot == slot })
}

// dropFile drops the networks of a slimmable file.
func (c *cache) dropFile(f *slimFile) {
	*c = slices.DeleteFunc(*c, func(l *loaded) bool { return l.slim == f })
}

// dropFileIn drops a slot's networks of a slimmable file.
func (c *cache) dropFileIn(f *slimFile, slot int) {
	*c = slices.DeleteFunc(*c, func(l *loaded) bool { return l.slim == f && l.slot == slot })
}

// makeRoom drops the networks unused for longest, but never those of keep, until what is asked for fits in the budget
// too, and collects what is left of building others: WebAssembly's memory grows and never shrinks.
func (c *cache) makeRoom(r request, keep ...*loaded) {
	alpha, resolution := 1.0, 224 // of a file that is not read yet: at most that, as a rule
	if r.alpha != nil {
		alpha = *r.alpha
	}
	if r.resolution != nil {
		resolution = *r.resolution
	}
	layers, err := model.Layers(alpha, resolution, r.architecture, 0)
	if err != nil {
		return // building it will say so
	}
	total := footprint(layers)
	for _, l := range *c {
		total += footprint(l.network.Layers())
	}
	*c = slices.DeleteFunc(*c, func(l *loaded) bool {
		if total <= cacheBudget || slices.Contains(keep, l) {
			return false
		}
		total -= footprint(l.network.Layers())
		return true
	})
	runtime.GC()
}

// footprint returns the bytes of a network: its numbers, and an arena that holds the widest layer's input and output.
func footprint(layers []model.Layer) int64 {
	cost := model.Sum(layers)
	arena := int64(0)
	for _, l := range layers {
		arena = max(arena, 4*int64(l.In.Elements()+l.Out.Elements()))
	}
	return 4*(cost.Weights+cost.Biases) + arena
}
