package teach

import (
	"context"
	"strconv"
	"time"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/teaching"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/training"
)

// see computes the features of all pictures that lack those of the network that runs, one after another between live
// answers, and trains a head afterwards.
func (v *view) see() {
	if v.seeing {
		return // and comes to the new ones too
	}
	v.seeing = true
	go func() {
		defer func() { v.seeing = false }()
		for v.ctx.Err() == nil {
			running := v.host.Running()
			if running == nil {
				time.Sleep(50 * time.Millisecond) // until a network is there
				continue
			}
			v.follow(running)
			p, done := v.unseen()
			v.showSeen(done)
			if p == nil {
				v.trainSoon()
				return
			}
			if err := v.look(p, running); err != nil && v.ctx.Err() == nil {
				v.state.SetTextContent(v.host.Text("teach.unseen", "why", v.host.Why(err)))
				time.Sleep(time.Second) // the engine may be started again
			}
		}
	}()
}

// follow drops the features of another network than the one that runs.
func (v *view) follow(running *message.Configured) {
	v.running = running
	if now := training.Backbone(running); now != v.seen {
		v.seen = now
		for _, p := range v.pictures {
			p.views = nil
		}
	}
}

// unseen returns the next picture without features, nil if there is none, and how many have them.
func (v *view) unseen() (next *picture, done int) {
	for _, p := range v.pictures {
		switch {
		case p.views != nil:
			done++
		case next == nil:
			next = p
		}
	}
	return next, done
}

// look computes the features of a picture's views.
func (v *view) look(p *picture, running *message.Configured) error {
	all, _, err := see(v.ctx, v.host, p)
	if err == nil && v.host.Running() == running { // else another network may have answered
		p.views = all
	}
	return err
}

// see returns the features of a picture's views as the network sees them that answers now, and what its passes took, in ms.
func see(ctx context.Context, asker panel.Asker, p *picture) (features [][]float32, ms []float64, err error) {
	for _, view := range training.Views {
		seen, took, err := training.Look(ctx, asker, p.blob, view)
		if err != nil {
			return nil, nil, err
		}
		features, ms = append(features, seen), append(ms, took)
	}
	return features, ms, nil
}

// showSeen says how many pictures have features, while some have none.
func (v *view) showSeen(done int) {
	n, before := len(v.pictures), v.looking
	v.looking = done < n
	node.Show(v.progress, v.looking)
	switch {
	case before && !v.looking:
		v.state.SetTextContent("")
	case v.looking:
		v.progress.SetAttribute("value", strconv.FormatFloat(float64(done)/float64(n), 'f', 3, 64))
		v.state.SetTextContent(v.host.Text("teach.seeing", "done", strconv.Itoa(done), "n", strconv.Itoa(n)))
	}
}

// A sight is the features of the pictures' views, as one network sees them.
type sight [][][]float32

// sight returns what the network that runs sees.
func (v *view) sight() (seen sight) {
	for _, p := range v.pictures {
		seen = append(seen, p.views)
	}
	return seen
}

// examples returns what a head of those classes learns by.
func (v *view) examples(seen sight, classes []teaching.Class) (examples []head.Example) {
	for i, p := range v.pictures[:len(seen)] {
		target, says := v.task.Target(p.Label, classes)
		if !says {
			continue
		}
		for j, features := range seen[i] {
			examples = append(examples, head.Example{
				Features: features, Target: target, Time: p.Time, Group: p.Group, Picture: i, View: j > 0,
			})
		}
	}
	return examples
}
