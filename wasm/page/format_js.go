package main

import (
	"mobilenet/model"
	"mobilenet/wasm/internal/format"
)

// The number formats, as the hash names them.
const (
	formatFloat = "float"
	formatInt8  = "int8"
)

func formatName(int8 bool) string {
	if int8 {
		return formatInt8
	}
	return formatFloat
}

// precision is what the engine calls the number format.
func (c configuration) precision() model.Precision {
	if c.int8 {
		return model.Int8
	}
	return model.Float32
}

// showFormat says what the number format means, and what it buys once both were measured at this point.
func (p *page) showFormat() {
	c := &p.controls
	c.format.show(formatName(p.want.int8))
	float, integers := p.compared(), p.compared()
	float.Precision, integers.Precision = model.Float32.String(), model.Int8.String()
	ratio, measured := p.figure.Speedup(integers, float)
	key := "format.float"
	if p.want.int8 {
		key = "format.int8"
	}
	if measured {
		key += "-measured"
	} else {
		key += "-meaning"
	}
	c.formatText.setHTML(p.html(key, "times", format.Digits(ratio)))
}

// storedAs says what numbers the file holds, and what becomes of them where they are not what is computed with.
func (p *page) storedAs(a *answering) string {
	switch {
	case a.Quantised && a.int8:
		return p.text("weights.int8")
	case a.Quantised:
		return p.text("weights.int8-widened")
	case a.int8:
		return p.text("weights.float-quantised")
	}
	return p.text("weights.float")
}
