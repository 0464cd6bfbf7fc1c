package main

import (
	"fmt"
	"syscall/js"

	"mobilenet/wasm/internal/message"
	"mobilenet/weights/layers"
)

// defaultMaps is how many maps of a layer are shown unless a message says otherwise.
const defaultMaps = 64

// inspection is the memory in which what is seen inside a network is laid out.
type inspection struct {
	activation []float32 // of a layer
	maps       []summary // of the layer's maps
	pixels     []byte
}

// buffer returns a copy of the pixels as an ArrayBuffer.
func (i *inspection) buffer() js.Value {
	array := js.Global().Get("Uint8Array").New(len(i.pixels))
	js.CopyBytesToJS(array, i.pixels)
	return array.Get("buffer")
}

// inspectMaps runs a slot's network on the last picture up to a layer and lays out pictures of the layer's maps, as the
// message asks for them.
func (e *engine) inspectMaps(m *message.Maps) (*message.MapsResult, error) {
	_, s, err := e.running(m.Slot)
	if err != nil {
		return nil, err
	}
	if s.resizer == nil {
		return nil, errNoPicture
	}
	n, look := s.current.network, &e.look
	layer, err := findLayer(m.Layer, n.Layers())
	if err != nil {
		return nil, err
	}
	l := n.Layers()[layer]
	count, err := countMaps(m, l)
	if err != nil {
		return nil, err
	}
	low, high := float32(0), float32(6) // ReLU6's range
	if m.Range != nil {
		if len(m.Range) != 2 || !(m.Range[0] < m.Range[1]) {
			return nil, fmt.Errorf("engine: range %v: want [black, white] with black below white", m.Range)
		}
		low, high = float32(m.Range[0]), float32(m.Range[1])
	}
	s.look()
	look.activation = n.Activation(look.activation, layer)
	look.maps = resized(look.maps, l.Out.Channels)
	whole := summarise(look.maps, look.activation)
	pixels := l.Out.Height * l.Out.Width
	look.pixels = resized(look.pixels, count*pixels)
	zeros := make([]float64, count)
	for i, one := range look.maps[m.First:][:count] {
		zeros[i] = one.share(pixels)
		if m.Each {
			low, high = one.min, one.max
		}
		draw(look.pixels[i*pixels:][:pixels], look.activation[m.First+i:], l.Out.Channels, low, high)
	}
	return &message.MapsResult{
		Name: l.Name, Rows: l.Out.Height, Columns: l.Out.Width, Channels: l.Out.Channels,
		First: m.First, Count: count, Pixels: look.buffer(), Zeros: zeros,
		ZeroShare: whole.share(len(look.activation)), Min: float64(whole.min), Max: float64(whole.max),
	}, nil
}

// findLayer finds a layer by its name.
func findLayer(name string, table layers.Table) (int, error) {
	at := table.Index(name)
	if at < 0 {
		return 0, fmt.Errorf("engine: layer %q: want a name such as %s", name, table[1].Name)
	}
	return at, nil
}

// countMaps says how many of a layer's maps a message asks for.
func countMaps(m *message.Maps, l layers.Layer) (int, error) {
	if m.First < 0 || m.First >= l.Out.Channels {
		return 0, fmt.Errorf("engine: map %d of %s: want 0 to %d", m.First, l.Name, l.Out.Channels-1)
	}
	count := defaultMaps
	if m.Count != nil {
		count = *m.Count
	}
	if count < 1 {
		return 0, fmt.Errorf("engine: %d maps of %s: want at least 1", count, l.Name)
	}
	return min(count, l.Out.Channels-m.First), nil
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
func (e *engine) inspectFilters(m *message.Filters) (*message.FiltersResult, error) {
	_, s, err := e.running(m.Slot)
	if err != nil {
		return nil, err
	}
	n, look := s.current.network, &e.look
	w, count := n.Filters(), n.Layers()[0].Out.Channels
	look.maps = resized(look.maps, count)
	summarise(look.maps, w)
	look.pixels = resized(look.pixels, count*3*3*4)
	for m, s := range look.maps {
		greatest := max(s.max, -s.min)
		for tap := range 9 {
			pixel := look.pixels[(m*9+tap)*4:][:4]
			for c := range 3 {
				draw(pixel[c:c+1], w[(tap*3+c)*count+m:], count, -greatest, greatest)
			}
			pixel[3] = 255
		}
	}
	return &message.FiltersResult{Count: count, Pixels: look.buffer()}, nil
}
