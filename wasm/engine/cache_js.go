package main

import (
	"runtime"
	"slices"

	"mobilenet/weights/layers"
)

// programMemory is what the program takes beside its heap, in bytes: its data, stacks and the collector's tables.
const programMemory = 6 << 20

// memoryBound is the most memory that the engine may take, in bytes, for the weights in use.
func memoryBound(weights int64) int64 { return weights*5/2 + 24<<20 }

// heapLimit is how much of a bound can be filled: the collector comes late, and what it frees leaves holes.
func heapLimit(bound int64) int64 { return (bound - programMemory) * 3 / 5 }

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

// random returns the network of random weights in whose memory another that is asked for can be built, if there is one.
// Random weights always fit; of those from elsewhere it is not known before the network of the former is lost.
func (c *cache) random(r request) *loaded {
	i := slices.IndexFunc(*c, func(l *loaded) bool {
		n := l.network
		return l.random && l.slot == r.slot && n.Precision() == r.precision && n.Spec().Architecture == r.architecture
	})
	if _, random := r.source.(randomSource); i < 0 || !random {
		return nil
	}
	return (*c)[i]
}

// put adds a network as the latest.
func (c *cache) put(l *loaded) {
	*c = append(*c, l)
}

// dropSlot drops a slot's networks.
func (c *cache) dropSlot(slot int) {
	*c = slices.DeleteFunc(*c, func(l *loaded) bool { return l.slot == slot })
}

// drop drops the network unused for longest that is not one of keep, and reports whether there was one.
func (c *cache) drop(keep ...*loaded) bool {
	i := slices.IndexFunc(*c, func(l *loaded) bool { return !slices.Contains(keep, l) })
	if i >= 0 {
		*c = slices.Delete(*c, i, i+1)
	}
	return i >= 0
}

// makeRoom drops the networks unused for longest, but never those in use, until what is asked for can be built within
// the bound of the memory: that of the largest networks in use so far, the detector's among them, since WebAssembly's
// memory grows and never shrinks.
func (e *engine) makeRoom(r request) {
	alpha, resolution := 1.0, layers.FullResolution // of a file that is not read yet: at most that, as a rule
	if r.alpha != nil {
		alpha = *r.alpha
	}
	if r.resolution != nil {
		resolution = *r.resolution
	}
	table, err := layers.New(alpha, resolution, r.architecture, 0)
	if err != nil {
		return // building it will say so
	}
	numbers, arena := footprint(table)
	weights, place := numbers*r.precision.Bytes(), e.cache.random(r)
	inUse := weights
	if r.slot != noSlot && e.detector.loaded != nil {
		inUse += e.detector.network.ParameterBytes()
	}
	for i := range e.slots {
		if l := e.slots[i].current; l != nil && i != r.slot {
			inUse += l.network.ParameterBytes()
		}
	}
	e.heapLimit = max(e.heapLimit, heapLimit(memoryBound(inUse)))
	building := 4 * numbers // as they come from a file
	if place == nil {
		building += weights + arena*r.precision.Bytes()
	}
	for heap()+building > e.heapLimit && e.cache.drop(e.slots[0].current, e.slots[1].current, place) {
	}
}

// heap returns the bytes in use, after a collection.
func heap() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// footprint returns how many weights and biases a network has, and how many activations its arena holds: the widest
// layer's input and output.
func footprint(table layers.Table) (numbers, arena int64) {
	cost := table.Sum()
	for _, l := range table {
		arena = max(arena, int64(l.In.Elements()+l.Out.Elements()))
	}
	return cost.Weights + cost.Biases, arena
}
