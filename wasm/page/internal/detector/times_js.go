package detector

import (
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// timesInterval is the least time between two changes of the times, pause what is too long between two pictures to count in
// the pictures per second.
const (
	timesInterval = 250 * time.Millisecond
	pause         = time.Second
)

const timesMarkup = `<p class="detect-rate" data-source="detection-times"><b class="detect-total" translate="no">–</b> <span data-text="detect.total"></span> ` +
	`<b class="detect-fps" translate="no">–</b> <span data-text="detect.rate"></span></p>
<div class="split" data-source="detection-times"><div class="bar" aria-hidden="true"><span class="stage-resize"></span><span class="stage-network"></span><span class="stage-boxes"></span></div>
<dl class="parts">
<div class="stage-resize"><dt data-text="split.resize"></dt><dd translate="no">–</dd></div>
<div class="stage-network"><dt data-text="split.network"></dt><dd translate="no">–</dd></div>
<div class="stage-boxes"><dt data-text="detect.boxes"></dt><dd translate="no">–</dd></div>
</dl></div><p class="fine" data-text="detect.thread"></p>`

// stages are the parts of a detection: resizing, the network, making boxes.
const stages = 3

// times shows what the last detections took.
type times struct {
	ms   [stages][]float64
	ends []time.Time // when they were there

	shown      time.Time
	total, fps node.Wording
	parts      [stages]node.Wording
	bars       [stages]node.Gauge
}

func (t *times) open(root dom.HTMLElement) {
	t.total.Element, t.fps.Element = panel.Find(root, ".detect-total"), panel.Find(root, ".detect-fps")
	values, bars := node.All(root, ".parts dd"), node.All(root, ".bar span")
	for i := range t.parts {
		t.parts[i].Element = values[i].(dom.HTMLElement)
		t.bars[i] = node.Gauge{Element: bars[i], Property: "width"}
	}
}

// add takes in what a detection took.
func (t *times) add(took message.DetectionTimes) {
	now := time.Now()
	if n := len(t.ends); n > 0 && now.Sub(t.ends[n-1]) > pause {
		t.ends = t.ends[:0]
	}
	t.ends = latest(append(t.ends, now))
	for i, ms := range [stages]float64{took.Resize, took.Network, took.Boxes} {
		t.ms[i] = latest(append(t.ms[i], ms))
	}
	if now.Sub(t.shown) >= timesInterval {
		t.shown = now
		t.show()
	}
}

// latest returns the last values that count.
func latest[T any](values []T) []T {
	if over := len(values) - frames.Kept; over > 0 {
		values = values[:copy(values, values[over:])]
	}
	return values
}

// show shows medians, and pictures per second.
func (t *times) show() {
	var medians [stages]float64
	total := 0.0
	for i, ms := range t.ms {
		medians[i] = stats.Median(ms)
		total += medians[i]
	}
	for i, ms := range medians {
		t.parts[i].Set(format.Milliseconds(ms) + " ms")
		t.bars[i].Set(node.Number(100*ms/max(total, 1e-9)) + "%")
	}
	t.total.Set(format.Milliseconds(total))
	rate := "–"
	if n := len(t.ends); n > 1 {
		rate = format.Digits(float64(n-1) / t.ends[n-1].Sub(t.ends[0]).Seconds())
	}
	t.fps.Set(rate)
}
