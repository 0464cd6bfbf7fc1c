package lessons

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"mobilenet/model"
	"mobilenet/wasm/internal/lesson"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/sweep"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/site"
)

// random are the weights of networks that are only timed.
const random = "random"

// begin measures what the lesson asks for, or stops that.
func (p *page) begin() {
	switch {
	case p.Recipe == lesson.Adding: // which nobody needs to wait for
		p.measured(lesson.Count())
		return
	case p.answering() && p.Host.Current().Weights == random:
		p.State.SetTextContent(p.Host.Text("lessons.needs-weights"))
		return
	case p.Recipe == lesson.Agreement && !p.Host.ImageNet(): // by which the samples are named
		p.State.SetTextContent(p.Host.Text("lessons.other-classes"))
		return
	}
	var found []float64
	p.Toggle(p.view.ctx, func(ctx context.Context, engine panel.Engine) (err error) {
		defer node.Show(p.progress, false)
		found, err = p.measure(ctx, engine)
		return err
	}, func() { p.measured(found) })
}

// answering tells whether the lesson is about what the visitor's weights answer.
func (p *page) answering() bool { return p.Recipe == lesson.Agreement || p.Recipe == lesson.Teaching }

// measured takes in a measurement.
func (p *page) measured(found []float64) {
	p.record.Measured, p.record.Device, p.record.Date = found, p.device(), today()
	p.save()
	p.show()
	p.view.host.Say(node.Text(p.find(".lesson-verdict")))
}

func (p *page) measure(ctx context.Context, engine panel.Engine) ([]float64, error) {
	switch p.Recipe {
	case lesson.Layers:
		return p.layers(ctx, engine)
	case lesson.Race:
		p.goesOn()
		c := lesson.RaceLayer
		race, err := panel.Ask(ctx, engine, &message.Race{Inputs: c.Inputs, Outputs: c.Outputs, Size: c.Size})
		if err != nil {
			return nil, err
		}
		return []float64{race.Standard, race.Depthwise, race.Pointwise}, nil
	case lesson.Formats:
		return p.formats(ctx, engine)
	case lesson.Agreement:
		return p.agreement(ctx, engine)
	case lesson.Teaching:
		return p.teach(ctx, engine)
	case lesson.Detecting:
		p.goesOn()
		parts, err := panel.Ask(ctx, engine, &message.TimeParts{Alpha: lesson.DetectorAlpha})
		if err != nil {
			return nil, err
		}
		return []float64{parts.Body, parts.Extra, parts.Heads}, nil
	}
	var all []panel.Configuration
	for _, n := range p.Networks {
		all = append(all, timed(n))
	}
	return p.times(ctx, engine, all)
}

// timed is a network of which only the time counts.
func timed(n lesson.Network) panel.Configuration {
	return panel.Configuration{Alpha: n.Alpha, Resolution: n.Resolution, Precision: model.Float32.String(), Threads: 1, Weights: random}
}

// goesOn says that a measurement without steps is under way.
func (p *page) goesOn() {
	node.Show(p.progress, true)
	node.RemoveAttribute(p.progress, "value")
	p.State.SetTextContent(p.Host.Text("lessons.measuring"))
}

// progressed says how far the measurement is.
func (p *page) progressed(done, of int) {
	node.Show(p.progress, true)
	p.progress.SetAttribute("value", strconv.FormatFloat(float64(done)/float64(of), 'f', 3, 64))
	p.State.SetTextContent(p.Host.Text("lessons.running", "done", strconv.Itoa(done), "n", strconv.Itoa(of)))
}

// times measures configurations in turns, as a sweep does, and returns their medians in ms.
func (p *page) times(ctx context.Context, engine panel.Engine, all []panel.Configuration) ([]float64, error) {
	plan := sweep.Plan(all, all[0], rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0)))
	var m sweep.Measurements
	for i, visit := range plan {
		p.progressed(i, len(plan))
		if err := panel.Visit(ctx, engine, visit, &m); err != nil {
			return nil, err
		}
	}
	ms := make([]float64, len(all))
	for i, c := range all {
		ms[i] = m.Typical(c)
	}
	return ms, nil
}

// layers measures what the layers of each kind take.
func (p *page) layers(ctx context.Context, engine panel.Engine) ([]float64, error) {
	p.goesOn()
	layers, ms, err := panel.LayerTimes(ctx, p.Host, engine, timed(p.Networks[0]), 0)
	if err != nil {
		return nil, err
	}
	found := make([]float64, len(lesson.Kinds))
	for i, l := range layers {
		for k, kind := range lesson.Kinds {
			if l.Kind == kind {
				found[k] += ms[i]
			}
		}
	}
	return found, nil
}

// extremes returns the smallest and the largest network of the visitor's weights.
func (p *page) extremes() (small, large panel.Configuration, err error) {
	points := p.Host.Points()
	if len(points) == 0 {
		return small, large, errors.New(p.Host.Text("lessons.waiting"))
	}
	small, large = points[0], points[len(points)-1]
	for _, c := range [...]*panel.Configuration{&small, &large} {
		c.Precision, c.Threads, c.ISA = model.Float32.String(), 1, ""
	}
	return small, large, nil
}

// formats measures the largest network in both number formats, and how often both answer alike.
func (p *page) formats(ctx context.Context, engine panel.Engine) ([]float64, error) {
	_, float, err := p.extremes()
	if err != nil {
		return nil, err
	}
	whole := float
	whole.Precision = model.Int8.String()
	found, err := p.times(ctx, engine, []panel.Configuration{float, whole})
	if err != nil {
		return nil, err
	}
	eight := 0.0
	for _, c := range [...]panel.Configuration{float, whole} {
		configured, err := panel.Configure(ctx, engine, c)
		if err != nil {
			return nil, err
		}
		found = append(found, float64(configured.WeightsMemory))
		if configured.Quantised {
			eight = 1
		}
	}
	n, hits := 0, 0
	if float.Weights != random {
		err = p.answers(ctx, engine, float, whole, func(_, first, second int) {
			n++
			if first == second {
				hits++
			}
		})
	}
	return append(found, float64(n), float64(hits), float.Alpha, float64(float.Resolution), eight), err
}

// agreement counts how often the smallest and the largest network give the same answer, and the right one.
func (p *page) agreement(ctx context.Context, engine panel.Engine) ([]float64, error) {
	small, large, err := p.extremes()
	if err != nil {
		return nil, err
	}
	var n, same, rightLarge, rightSmall, wrong float64
	err = p.answers(ctx, engine, large, small, func(class, first, second int) {
		n++
		if first == class {
			rightLarge++
		}
		if second == class {
			rightSmall++
		}
		if first != second {
			return
		}
		same++
		if first != class {
			wrong++
		}
	})
	return []float64{
		n, same, rightLarge, rightSmall, wrong, large.Alpha, float64(large.Resolution), small.Alpha, float64(small.Resolution),
	}, err
}

// answers has two networks answer each sample, and tells f its class and what each says first.
func (p *page) answers(ctx context.Context, engine panel.Engine, a, b panel.Configuration, f func(class, first, second int)) error {
	defer panel.ReleaseSecond(engine)
	if _, err := panel.Configure(ctx, engine, a); err != nil {
		return err
	}
	if _, err := panel.ConfigureSecond(ctx, engine, b); err != nil {
		return err
	}
	samples := p.Host.Samples()
	for i, sample := range samples {
		p.progressed(i, len(samples))
		first, err := panel.FirstAnswers(ctx, engine, sample)
		if err != nil {
			return err
		}
		class, _ := strconv.Atoi(node.Attribute(sample, "data-class"))
		f(class, first[0], first[1])
	}
	return nil
}

// device says in words what measured.
func (p *page) device() string {
	weights := random
	if p.Recipe == lesson.Formats || p.answering() {
		weights = p.Host.Current().Weights
	}
	device := site.Offered().Get("device")
	browser := device.Get("browser").String()
	if browser == "other" {
		browser = p.Host.Text("wall.class-other")
	}
	return p.Host.Text("lessons.device", "browser", browser, "cores", strconv.Itoa(device.Get("cores").Int()),
		"arithmetic", p.Host.Engine().Best, "weights", p.Host.Text("lessons.weights-"+weights))
}
