package teach

import (
	"context"
	"strconv"
	"time"

	"mobilenet/model/head"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/training"
)

// taught is a head, and how well it does.
type taught struct {
	*head.Head
	version    int  // of the collection
	imported   bool // from a file: the rest is not known
	curve      []head.Point
	pictures   int // all, held out among them
	heldOut    int
	seconds    float64
	evaluation head.Evaluation // of what was held out
	rejection  head.Rejection
	warnings   []head.Warning
}

const (
	// heldOutShare is the share of the pictures that no head is trained on.
	heldOutShare = 0.25
	// calm is how long nothing must be collected before a head is trained by itself.
	calm = 600 * time.Millisecond
	// redraw is the time between two pictures of the curves.
	redraw = 150 * time.Millisecond
)

// trainSoon trains when nothing more is collected for a while, unless what there is was taught already.
func (v *view) trainSoon() {
	v.soon++
	turn := v.soon
	go func() {
		if t := v.taught; t != nil && t.version == v.version && t.Backbone == v.seen {
			return
		}
		if panel.Sleep(v.ctx, calm) && turn == v.soon && v.stopHold == nil && v.task.Enough(v.labels()) {
			v.train()
		}
	}()
}

// train trains a head anew on all pictures, in the place of a training that is under way.
func (v *view) train() {
	v.stopTraining()
	if !v.task.Enough(v.labels()) {
		v.state.SetTextContent(v.host.Text("teach.enough-" + v.task.Kind.String()))
		v.host.Say(v.host.Text("teach.enough-" + v.task.Kind.String()))
		return
	}
	if next, _ := v.unseen(); next != nil {
		v.see() // which trains when it has seen all
		return
	}
	ctx, cancel := context.WithCancel(v.ctx)
	v.stopTraining = cancel
	go func() {
		defer cancel()
		version, l := v.version, v.lesson(v.seen, v.sight())
		var drawn time.Time
		one, err := l.teach(ctx, func(curve []head.Point) {
			if time.Since(drawn) < redraw {
				return
			}
			drawn = time.Now()
			v.state.SetTextContent(v.host.Text("teach.training", "n", strconv.Itoa(len(curve))))
			v.curves.show(v.host, curve, len(l.heldOut) > 0)
		})
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			v.state.SetTextContent(v.host.Text("teach.untrained", "why", v.host.Why(err)))
			return
		}
		one.version = version
		v.taught = one
		v.state.SetTextContent(v.host.Text("teach.trained", "n", strconv.Itoa(one.pictures), "held", strconv.Itoa(one.heldOut),
			"seconds", strconv.FormatFloat(one.seconds, 'g', 2, 64)))
		v.showTaught()
	}()
}

// lesson is what a head is to be taught.
type lesson struct {
	kind           head.Kind
	backbone       head.Backbone
	classes        []string
	train, heldOut []head.Example
}

// lesson returns what the pictures teach, as a network sees them.
func (v *view) lesson(backbone head.Backbone, seen sight) lesson {
	classes := v.task.Taught(v.labels())
	l := lesson{kind: v.task.Kind, backbone: backbone}
	l.train, l.heldOut = head.Split(v.examples(seen, classes), heldOutShare)
	for _, c := range classes {
		l.classes = append(l.classes, c.Name)
	}
	return l
}

// teach trains a head, and shows its curves meanwhile if show is not nil.
func (l *lesson) teach(ctx context.Context, show func([]head.Point)) (*taught, error) {
	start := time.Now()
	h, err := head.New(l.kind, l.backbone, l.classes, l.train)
	if err != nil {
		return nil, err
	}
	one := &taught{Head: h}
	if h.Kind != head.Embedding { // which is good for use as it is
		if one.Head, one.curve, err = training.Train(ctx, h, head.Standard(), l.train, l.heldOut, show); err != nil {
			return nil, err
		}
	}
	l.judge(one)
	one.seconds = time.Since(start).Seconds()
	return one, nil
}

// judge lets an embedding see the things, chooses the threshold and finds out how well a head does.
func (l *lesson) judge(one *taught) {
	if one.Kind == head.Embedding {
		for _, e := range l.train {
			if k := thing(e.Target); k >= 0 {
				one.Refer(k, e.Features)
			}
		}
	}
	one.ChooseThreshold(l.heldOut)
	l.measure(one)
}

// measure finds out how well a head does that is as it is to be.
func (l *lesson) measure(one *taught) {
	one.heldOut, one.pictures = len(l.heldOut), len(l.heldOut)+len(l.train)/len(training.Views)
	one.rejection = one.Rejection(l.heldOut)
	one.evaluation = head.Evaluate(one.Head, l.heldOut)
	one.warnings = head.Check(one.Kind, len(l.classes), l.train, l.heldOut)
}

// thing returns the thing that an embedding's example shows, −1 for none of them.
func thing(target []float32) int {
	for k, t := range target {
		if t == 1 {
			return k
		}
	}
	return -1
}
