package lessons

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"mobilenet/model"
	"mobilenet/model/head"
	"mobilenet/wasm/internal/lesson"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/training"
)

// asked is how a scene is shown to a head that has learnt it by other looks: a sixth of it, turned round.
var asked = training.View{Share: 0.4, Mirrored: true}

// teach has three networks learn the samples, by one look at each and by several, and counts how many they know again.
func (p *page) teach(ctx context.Context, engine panel.Engine) ([]float64, error) {
	networks, err := p.three()
	if err != nil {
		return nil, err
	}
	found := []float64{float64(len(p.Host.Samples()))}
	for i, c := range networks {
		pupil, err := p.look(ctx, engine, c, i)
		if err != nil {
			return nil, err
		}
		found = append(found, c.Alpha, float64(c.Resolution))
		for _, looks := range [...]int{1, len(training.Views)} {
			right, err := pupil.learn(ctx, looks)
			if err != nil {
				return nil, err
			}
			found = append(found, float64(right))
		}
	}
	return found, nil
}

// three returns the smallest, a middle and the largest network of the visitor's weights, of one resolution if these have
// three widths.
func (p *page) three() (all [lesson.Taught]panel.Configuration, err error) {
	points := p.Host.Points()
	if len(points) == 0 {
		return all, errors.New(p.Host.Text("lessons.waiting"))
	}
	same := slices.DeleteFunc(slices.Clone(points), func(c panel.Configuration) bool { return c.Resolution != points[0].Resolution })
	if len(same) >= len(all) {
		points = same
	}
	for i := range all {
		all[i] = points[i*(len(points)-1)/(len(all)-1)]
		all[i].Precision, all[i].Threads, all[i].ISA = model.Float32.String(), 1, ""
	}
	return all, nil
}

// pupil is what a network sees in the samples.
type pupil struct {
	backbone head.Backbone
	examples [][]head.Example // of each sample, one for each look
	asked    [][]float32
}

// look has the network of that turn look at the samples.
func (p *page) look(ctx context.Context, engine panel.Engine, c panel.Configuration, turn int) (*pupil, error) {
	configured, err := panel.Configure(ctx, engine, c)
	if err != nil {
		return nil, err
	}
	samples := p.Host.Samples()
	one := &pupil{backbone: training.Backbone(configured)}
	for i, sample := range samples {
		p.progressed(turn*len(samples)+i, lesson.Taught*len(samples))
		var examples []head.Example
		for j, view := range training.Views {
			features, _, err := training.Look(ctx, engine, sample.Underlying(), view)
			if err != nil {
				return nil, err
			}
			examples = append(examples, head.Example{Features: features, Target: head.OneOf(i, len(samples)), Picture: i, View: j > 0})
		}
		features, _, err := training.Look(ctx, engine, sample.Underlying(), asked)
		if err != nil {
			return nil, err
		}
		one.examples, one.asked = append(one.examples, examples), append(one.asked, features)
	}
	return one, nil
}

// learn trains a head by so many looks at each sample, and returns how many it then knows again.
func (u *pupil) learn(ctx context.Context, looks int) (right int, err error) {
	var examples []head.Example
	var names []string
	for i, all := range u.examples {
		examples, names = append(examples, all[:looks]...), append(names, strconv.Itoa(i))
	}
	h, err := head.New(head.Softmax, u.backbone, names, examples)
	if err != nil {
		return 0, err
	}
	if h, _, err = training.Train(ctx, h, head.Standard(), examples, nil, nil); err != nil {
		return 0, err
	}
	for i, features := range u.asked {
		if h.Decide(h.Answer(nil, features)) == i {
			right++
		}
	}
	return right, nil
}
