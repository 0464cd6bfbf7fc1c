package main

import (
	"context"
	"errors"
	"strconv"
	"syscall/js"

	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/told"
	"mobilenet/wasm/page/internal/notice"
	"mobilenet/wasm/page/internal/site"
	"mobilenet/weights"
)

// loadIndex finds out which trained weights the site has, and runs the best.
func (p *page) loadIndex(ctx context.Context) {
	text, err := site.Text(ctx, site.Asset("weights/index.json"))
	if err == nil {
		p.index, err = weights.ParseIndex([]byte(text))
	}
	if err != nil {
		p.notice.Because(err, "weights.index-failed", notice.Answer{})
	}
	p.sets = choice.NewSets(p.index)
	p.state = choice.First(p.state, &p.sets)
	p.resolve()
	p.offerWeights()
	p.configure()
}

// offerWeights lists the weights that there are.
func (p *page) offerWeights() { p.controls.Offer(&p.sets, p.want.Weights, p.file.name) }

// opened is a file of weights that the visitor has opened. The zero value is none.
type opened struct {
	name   string
	buffer js.Value   // its bytes
	set    choice.Set // without widths until the engine has read it
}

// OpenWeights runs a file of the visitor's, at the width and resolution that it was trained at.
func (p *page) OpenWeights(from js.Value) {
	ctx := context.Background()
	p.openings++
	opening := p.openings
	buffer, key := js.Undefined(), "weights.unusable"
	err := checkWeights(ctx, from)
	if err == nil {
		key = "weights.unreadable"
		buffer, err = promise.Await(ctx, from.Call("arrayBuffer"))
	}
	switch {
	case opening != p.openings:
		return // another one was opened meanwhile
	case err != nil:
		p.notice.Because(err, key, notice.Answer{})
		return
	}
	if p.sets.File.Alphas != nil {
		p.before = p.file
	}
	p.open(opened{from.Get("name").String(), buffer, choice.Set{Kind: choice.File}})
	p.choose(func(s *link.State) { s.Weights = choice.File })
}

// open offers a file of the visitor's in the place of the one before.
func (p *page) open(f opened) { p.file, p.sets.File = f, f.set }

// checkWeights looks at the size and the first bytes of a file, and returns an error if it is not worth reading.
func checkWeights(ctx context.Context, file js.Value) error {
	name, size := file.Get("name").String(), file.Get("size").Float()
	if size > weights.FileLimit {
		return &told.Error{
			English: errors.New("weights: too large"),
			Key:     "why.too-large", Values: []string{"file", name, "most", strconv.Itoa(weights.FileLimit / 1_000_000)},
		}
	}
	start, err := promise.Await(ctx, file.Call("slice", 0, weights.StartLen).Call("arrayBuffer"))
	if err != nil {
		return err
	}
	bytes := js.Global().Get("Uint8Array").New(start)
	data := make([]byte, bytes.Length())
	js.CopyBytesToGo(data, bytes)
	if err := weights.CheckStart(data); err != nil {
		return &told.Error{English: err, Key: "why.not-weights", Values: []string{"file", name}}
	}
	return nil
}

// weightsRead takes in what a file of the visitor's offers, which the engine has read by now.
func (p *page) weightsRead() {
	r := p.engine.runs
	if r.weights != choice.File || p.sets.File.Alphas != nil {
		return
	}
	p.open(opened{p.file.name, p.file.buffer, choice.Read(r.Alpha)})
	p.state = choice.Link(p.state, r.wanted())
	p.resolve()
	p.offerWeights()
	p.WriteLink()
}

// weightsFailed says why weights could not be used and goes back to what ran before.
func (p *page) weightsFailed(want offers.Configuration, why error) {
	if want.Weights == choice.File && p.sets.File.Alphas == nil {
		p.open(p.before)
	}
	var again notice.Answer
	if p.sets.Of(want.Weights).Files != nil {
		again = notice.Answer{Key: "notice.again", Do: func() {
			p.state.Weights = want.Weights
			p.resolve()
			p.configure()
		}}
	}
	r := p.engine.runs
	if r == nil {
		p.notice.Because(why, "weights.failed", again)
		p.StateChanged()
		return
	}
	p.state = choice.Link(p.state, r.wanted())
	p.resolve()
	p.WriteLink()
	p.measureAnew()
	p.showRunning()
	p.notice.Because(why, "weights.unusable", again)
	p.StateChanged()
	p.next()
}

// weightsMessage returns what the engine is told about the weights of a configuration.
func (p *page) weightsMessage(c offers.Configuration) message.Weights {
	if c.Weights == choice.File {
		return message.Weights{Source: "file", Name: p.file.name, Buffer: p.file.buffer}
	}
	if f, ok := p.sets.Of(c.Weights).FileFor(c); ok {
		return site.Weights(f)
	}
	return message.Weights{Source: "random", Seed: 1}
}
