package main

import (
	"fmt"
	"syscall/js"

	"mobilenet/model"
	"mobilenet/weights/layers"
)

// defaultMaps is how many maps of a layer are shown unless a message says otherwise.
const defaultMaps = 64

// inspection is the memory in which what is seen inside a network is laid out for web/engine.js.
type inspection struct {
	activation []float32 // of a layer
	maps       []summary // of the layer's maps
	pixels     []byte
}

// explain writes the class activation map of an ImageNet class, of the most probable one if index is negative, for the
// last forward pass of a slot's network. It returns the class, or −1 if the network does not know it.
//
//go:wasmexport explain
func explain(at, index int32) int32 {
	s := &theEngine.slots[at]
	n, meta := s.current.network, &s.current.meta
	if index < 0 {
		found := model.Top(s.top[:1], n.Probabilities(), meta.Background)
		if len(found) == 0 {
			return -1
		}
		index = int32(found[0].Index)
	}
	logit := int(index)
	if meta.Background {
		logit++
	}
	if logit >= n.Spec().Classes {
		return -1
	}
	n.ActivationMap(s.explained, logit)
	return index
}

// inspectMaps runs a slot's network on its input up to a layer and lays out pictures of the layer's maps, as the
// message asks for them. It returns what web/engine.js answers, or why it cannot be, in words.
func (e *engine) inspectMaps(at int, message js.Value) any {
	n, look := e.slots[at].current.network, &e.look
	layer, err := readLayer(message.Get("layer"), n.Layers())
	if err != nil {
		return err.Error()
	}
	l := n.Layers()[layer]
	first, count, err := readMaps(message, l)
	if err != nil {
		return err.Error()
	}
	low, high, each, err := readRange(message.Get("range"))
	if err != nil {
		return err.Error()
	}
	look.activation = n.Activation(look.activation, layer)
	look.maps = resized(look.maps, l.Out.Channels)
	whole := summarise(look.maps, look.activation)
	pixels := l.Out.Height * l.Out.Width
	look.pixels = resized(look.pixels, count*pixels)
	zeros := make([]any, count)
	for i, one := range look.maps[first : first+count] {
		zeros[i] = one.share(pixels)
		if each {
			low, high = one.min, one.max
		}
		draw(look.pixels[i*pixels:][:pixels], look.activation[first+i:], l.Out.Channels, low, high)
	}
	return map[string]any{
		"index": layer, "name": l.Name, "rows": l.Out.Height, "columns": l.Out.Width, "channels": l.Out.Channels,
		"first": first, "count": count, "zeros": zeros,
		"zeroShare": whole.share(len(look.activation)), "min": whole.min, "max": whole.max,
		"pixels": address(look.pixels), "length": len(look.pixels),
	}
}

// readLayer finds a layer by its name or index.
func readLayer(v js.Value, table layers.Table) (int, error) {
	at := -1
	switch v.Type() {
	case js.TypeString:
		at = table.Index(v.String())
	case js.TypeNumber:
		if v.Float() == float64(v.Int()) {
			at = v.Int()
		}
	}
	if at < 0 || at >= len(table) {
		return 0, fmt.Errorf("engine: layer %v: want a name such as %s, or 0 to %d",
			js.Global().Call("String", v), table[1].Name, len(table)-1)
	}
	return at, nil
}

// readMaps says which of a layer's maps a message asks for.
func readMaps(message js.Value, l layers.Layer) (first, count int, err error) {
	number := func(name string, otherwise int) int {
		if v := message.Get(name); v.Type() == js.TypeNumber {
			return v.Int()
		}
		return otherwise
	}
	first = number("first", 0)
	if first < 0 || first >= l.Out.Channels {
		return 0, 0, fmt.Errorf("engine: map %d of %s: want 0 to %d", first, l.Name, l.Out.Channels-1)
	}
	count = number("count", defaultMaps)
	if count < 1 {
		return 0, 0, fmt.Errorf("engine: %d maps of %s: want at least 1", count, l.Name)
	}
	return first, min(count, l.Out.Channels-first), nil
}

// readRange says what is black and what is white: two values, or each map's own.
func readRange(v js.Value) (low, high float32, each bool, err error) {
	switch {
	case v.IsUndefined() || v.IsNull():
		return 0, 6, false, nil // ReLU6's range
	case v.Type() == js.TypeString && v.String() == "each":
		return 0, 0, true, nil
	case v.Type() == js.TypeObject && v.Length() == 2:
		low, high = float32(v.Index(0).Float()), float32(v.Index(1).Float())
		if low < high {
			return low, high, false, nil
		}
	}
	return 0, 0, false, fmt.Errorf(`engine: range %v: want [black, white] with black below white, or "each"`, js.Global().Call("String", v))
}

// summary describes some values.
type summary struct {
	min, max float32
	zeros    int
}

// share returns what part of so many values are 0.
func (s summary) share(values int) float64 { return float64(s.zeros) / float64(values) }

// summarise describes each of the maps whose values lie beside one another, pixel after pixel, and all of them.
func summarise(maps []summary, values []float32) summary {
	for i := range maps {
		maps[i] = summary{min: values[i], max: values[i]}
	}
	for ; len(values) > 0; values = values[len(maps):] {
		for i, v := range values[:len(maps)] {
			m := &maps[i]
			if v == 0 {
				m.zeros++
			}
			if v < m.min { // the builtin min and max are slow in WebAssembly
				m.min = v
			}
			if v > m.max {
				m.max = v
			}
		}
	}
	whole := summary{min: maps[0].min, max: maps[0].max}
	for _, m := range maps {
		whole.min, whole.max = min(whole.min, m.min), max(whole.max, m.max)
		whole.zeros += m.zeros
	}
	return whole
}

// draw writes every step-th value as a byte: low and less is 0, high and more 255.
func draw(dst []byte, values []float32, step int, low, high float32) {
	scale := float32(0)
	if high > low {
		scale = 255 / (high - low)
	}
	for i := range dst {
		v := int32((values[i*step]-low)*scale + 0.5)
		if uint32(v) > 255 {
			v = max(min(v, 255), 0)
		}
		dst[i] = byte(v)
	}
}

// inspectFilters lays out the first layer's filters, each as 3×3 pixels of RGBA whose mid-grey is 0.
func (e *engine) inspectFilters(at int) any {
	n, look := e.slots[at].current.network, &e.look
	w, count := n.Filters(), n.Layers()[0].Out.Channels
	look.maps = resized(look.maps, count)
	summarise(look.maps, w)
	look.pixels = resized(look.pixels, count*3*3*4)
	largest := make([]any, count)
	for m, s := range look.maps {
		greatest := max(s.max, -s.min)
		largest[m] = greatest
		for tap := range 9 {
			pixel := look.pixels[(m*9+tap)*4:][:4]
			for c := range 3 {
				draw(pixel[c:c+1], w[(tap*3+c)*count+m:], count, -greatest, greatest)
			}
			pixel[3] = 255
		}
	}
	return map[string]any{
		"rows": 3, "columns": 3, "count": count, "largest": largest,
		"pixels": address(look.pixels), "length": len(look.pixels),
	}
}
