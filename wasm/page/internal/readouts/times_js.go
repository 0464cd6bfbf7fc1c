package readouts

import (
	"fmt"
	"strconv"
	"strings"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/page/internal/node"
)

// stageNames are the ids of the stages' elements.
var stageNames = [frames.Stages]string{"capture", "copy", "resize", "network"}

// Stale says of the times shown that they are those of what ran before.
func (r *Readouts) Stale() { node.SetClass(r.section, "stale", true) }

// Anew is Stale, with no frames measured of what runs now; halted, none come.
func (r *Readouts) Anew(halted bool) {
	r.Stale()
	r.set("latency-note", r.words.Text("readouts.frame-count", "n", "0"))
	if halted {
		r.set("fps", "–")
	}
}

// Times shows the statistics of the last frames, of which there is one at least; halted, no more come.
func (r *Readouts) Times(w *frames.Window, halted bool) {
	total, rate := w.Total(), "–"
	if w.Len() > 1 && !halted {
		rate = format.Digits(w.Rate())
	}
	node.SetClass(r.section, "stale", false)
	r.set("latency", format.Milliseconds(total.Median))
	r.set("p95", format.Milliseconds(total.P95))
	r.set("latency-note", r.words.Text("readouts.frame-count", "n", strconv.Itoa(w.Len())))
	r.set("fps", rate)

	var medians frames.Times
	for i := range medians {
		medians[i] = w.Stage(frames.Stage(i)).Median
	}
	spoken := make([]string, 0, frames.Stages)
	for i, ms := range medians {
		r.set("time-"+stageNames[i], format.Milliseconds(ms)+" ms")
		r.bars[i].Set(fmt.Sprintf("%.1f%%", 100*ms/max(medians.Total(), 1e-9)))
		spoken = append(spoken, r.words.Text("split."+stageNames[i])+" "+format.Milliseconds(ms))
	}
	r.split.SetAttribute("aria-label", r.words.Text("split.spoken", "stages", strings.Join(spoken, ", ")))
}
