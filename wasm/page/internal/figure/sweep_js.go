package figure

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model"
	"mobilenet/wasm/internal/sweep"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// sweeper is the sweep's controls, and the sweep that is under way.
type sweeper struct {
	start      dom.HTMLElement
	boxes      []*dom.HTMLInputElement // what can be measured: real numbers, integers, with all cores
	choices    dom.HTMLElement
	coresText  dom.HTMLElement
	progress   dom.HTMLElement
	state      dom.HTMLElement
	said, hint string             // what state says, and what it says before the first sweep
	cancel     context.CancelFunc // nil when none is under way
}

const sweepSkeleton = `<button type="button" class="button" id="sweep-start"></button><span class="sweep-series">` +
	`<label class="check" data-source="control"><input type="checkbox" id="sweep-float" value="float"><span data-text="format.float"></span></label>` +
	`<label class="check" data-source="control"><input type="checkbox" id="sweep-int8" value="int8"><span data-text="format.int8"></span></label>` +
	`<label class="check" data-source="control"><input type="checkbox" id="sweep-cores" value="cores"><span></span></label></span>` +
	`<progress id="sweep-progress" max="1"></progress><p class="sweep-state" id="sweep-state" data-source="sweep"></p>`

// initSweep lays out the controls.
func (f *Figure) initSweep(root dom.HTMLElement) {
	panel.Lay(f.host, root, sweepSkeleton)
	s := &f.sweeper
	s.start, s.choices = panel.Find(root, "#sweep-start"), panel.Find(root, ".sweep-series")
	s.boxes = node.Inputs(s.choices, "input")
	s.coresText = panel.Find(s.choices, "#sweep-cores + span")
	s.progress, s.state = panel.Find(root, "#sweep-progress"), panel.Find(root, "#sweep-state")
	f.tickSeries()
	node.On(s.start, "click", func(dom.Event) { f.toggleSweep() })
	node.On(s.choices, "change", func(dom.Event) { f.keepBoxes() })
}

// say says how the sweep goes.
func (s *sweeper) say(text string) {
	s.said = text
	s.state.SetTextContent(text)
}

// showSweep shows the controls as they can be used now.
func (f *Figure) showSweep() {
	s := &f.sweeper
	running := s.cancel != nil
	text := "sweep.start"
	switch {
	case running:
		text = "sweep.stop"
	case f.record != nil:
		text = "sweep.again"
	}
	s.start.SetTextContent(f.host.Text(text))
	node.Show(s.choices, !running)
	node.Show(s.progress, running)
	cores := f.host.Engine().MaxThreads
	s.coresText.SetTextContent(f.host.Text("figure.cores", "n", strconv.Itoa(cores)))
	node.Show(node.Parent(s.coresText), cores > 1)
	if !running && f.record == nil && (s.said == "" || s.said == s.hint) {
		s.hint = f.host.Text("sweep.hint")
		s.say(s.hint)
	}
}

// toggleSweep starts a sweep, or ends that which is under way.
func (f *Figure) toggleSweep() {
	if f.cancel != nil {
		f.cancel()
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	f.cancel = cancel
	go func() {
		f.sweep(ctx)
		cancel()
		f.cancel = nil
		f.showSweep()
		f.Draw()
	}()
}

// configurations lists what the sweep is to measure: what the weights offer, in each series that is ticked.
func (f *Figure) configurations() []panel.Configuration {
	threads, real, int8 := []int{1}, f.boxes[0].Checked(), f.boxes[1].Checked()
	if cores := f.host.Engine().MaxThreads; f.boxes[2].Checked() && cores > 1 {
		threads = append(threads, cores)
	}
	var all []panel.Configuration
	for _, p := range f.host.Points() {
		for _, p.Threads = range threads {
			if p.Precision = model.Float32.String(); real {
				all = append(all, p)
			}
			if p.Precision = model.Int8.String(); int8 {
				all = append(all, p)
			}
		}
	}
	return all
}

// sweep measures all configurations and shows what it finds as it goes.
func (f *Figure) sweep(ctx context.Context) {
	all := f.configurations()
	if len(all) == 0 {
		f.say(f.host.Text("sweep.nothing"))
		return
	}
	slices.SortStableFunc(all, func(a, b panel.Configuration) int { return int(a.MultiplyAdds() - b.MultiplyAdds()) })
	plan := sweep.Plan(all, all[len(all)/2], rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0)))
	former := f.record
	var m sweep.Measurements
	f.showSweep()
	f.progressed(plan, 0, 0)
	f.host.Say(f.host.Text("sweep.started", "n", strconv.Itoa(len(all))))
	err := f.host.Run(ctx, func(engine panel.Engine) error { return f.visit(ctx, engine, plan, &m) })
	complete := len(m.Points()) == len(all)
	switch {
	case err != nil && !complete:
		f.record = former
	case complete:
		f.keep(*f.record)
	}
	switch {
	case errors.Is(err, context.Canceled):
		f.say(f.host.Text("sweep.stopped"))
	case err != nil:
		f.say(f.host.Text("sweep.failed", "why", f.host.Why(err)))
	default:
		f.say("")
		f.host.Say(f.host.Text("sweep.done", "n", strconv.Itoa(len(all))))
	}
}

// visit goes along the plan.
func (f *Figure) visit(ctx context.Context, engine panel.Engine, plan []sweep.Visit, m *sweep.Measurements) error {
	var spent time.Duration
	tick := f.host.Engine().TickMs
	for i, v := range plan {
		start := time.Now()
		if err := panel.Visit(ctx, engine, v, m); err != nil {
			return err
		}
		f.record = &sweep.Record{Time: time.Now(), TickMs: tick, Drift: m.Drift(), Points: f.judge(m.Points())}
		spent += time.Since(start)
		f.progressed(plan, i+1, spent)
		f.Draw()
	}
	return nil
}

// progressed says how far the sweep is and how long it takes yet.
func (f *Figure) progressed(plan []sweep.Visit, done int, spent time.Duration) {
	f.progress.SetAttribute("value", strconv.FormatFloat(float64(done)/float64(len(plan)), 'f', 3, 64))
	left := sweep.Left(plan, done, spent)
	f.say(f.host.Text("sweep.progress", "done", strconv.Itoa(done), "n", strconv.Itoa(len(plan)),
		"left", strconv.Itoa(int(left.Seconds()+0.5))))
}
