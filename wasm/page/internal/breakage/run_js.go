package breakage

import (
	"context"
	"strconv"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/agreement"
	"mobilenet/wasm/internal/experiment"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// pause is between two frames: the page and the camera need the thread too.
const pause = 30 * time.Millisecond

// start runs the experiment, of which the visitor expects that.
func (v *view) start(g guess) {
	v.end()
	ctx, cancel := context.WithCancel(context.Background())
	v.cancel, v.guess, v.before = cancel, g, agreement.Count{}
	v.press()
	v.verdict.SetTextContent(v.host.Text("break.breaking"))
	go func() {
		err := v.host.Run(ctx, func(engine panel.Engine) error { return v.run(ctx, engine) })
		if ctx.Err() == nil { // nobody ended it
			v.end()
			v.verdict.SetTextContent("")
			v.state.SetTextContent(v.host.Text("break.failed", "why", v.host.Why(err)))
		}
	}()
}

// end ends what runs.
func (v *view) end() {
	if v.cancel == nil {
		return
	}
	v.cancel()
	v.cancel = nil
	v.press()
}

// run damages the weights and answers frame after frame with both networks until ctx ends.
func (v *view) run(ctx context.Context, engine panel.Engine) error {
	defer panel.ReleaseSecond(engine)
	c := v.subject()
	if _, err := panel.Configure(ctx, engine, c); err != nil {
		return err
	}
	v.wholeIs.SetTextContent(v.host.Text("break.is-whole", "alpha", format.Multiplier(c.Alpha), "pixels", strconv.Itoa(c.Resolution)))
	mend := v.how == experiment.Mend
	if mend {
		defer panel.Ask(context.Background(), engine, &message.Forget{})
		if err := v.remember(ctx, engine, c); err != nil {
			return err
		}
	}
	samples := v.host.Samples()
	for v.again = true; ; {
		if v.again {
			v.again = false
			if err := v.damage(ctx, engine, c, mend); err != nil {
				return err
			}
		}
		if err := v.answer(ctx, engine); err != nil {
			return err
		}
		if _, n := v.count.Of(); n < len(samples) {
			if err := v.survey(ctx, engine, samples[n]); err != nil {
				return err
			}
		}
		v.judge(len(samples))
		time.Sleep(pause)
	}
}

// subject returns the configuration that is to be broken: what the visitor looks at, or the widest for cutting it down.
func (v *view) subject() panel.Configuration {
	c := v.widest
	if v.how == experiment.Quantise {
		now := v.host.Current()
		c.Alpha, c.Resolution = now.Alpha, now.Resolution
	}
	return c
}

// damage puts damaged weights beside the whole ones, and says what was done to them.
func (v *view) damage(ctx context.Context, engine panel.Engine, c panel.Configuration, mend bool) error {
	v.count, v.spoken = agreement.Count{}, false
	how := v.how.Damage()
	half := v.weights.Half()
	m := &message.Break{Configure: *engine.Message(c), How: string(how)}
	if how == experiment.Quantise {
		m.Per, m.Bits = v.per, v.bits
	} else {
		m.Alpha, m.Recalibrate = &half, mend
	}
	// An engine that is left in the middle of it would fill the second place after that was given back.
	broken, err := panel.Ask(context.WithoutCancel(ctx), engine, m)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	is := "break.is-" + string(how)
	why := "break.why-" + string(how)
	title, pictures := "break.broken", ""
	switch {
	case mend:
		is, why, title = "break.is-mended", "break.why-mended", "break.mended"
		pictures = strconv.Itoa(broken.Pictures)
	case how == experiment.Quantise:
		is, why = "break.is-"+v.per, "break.why-"+v.per
		v.noise.show(broken.Layers)
	}
	v.title.SetTextContent(v.host.Text(title))
	v.brokenIs.SetTextContent(v.host.Text(is, "alpha", format.Multiplier(half), "widest", format.Multiplier(c.Alpha),
		"bits", strconv.Itoa(v.bits), "pictures", pictures))
	v.reason.SetTextContent(v.host.Text(why))
	return nil
}

// remember shows what the network answers before it is mended, and has the engine remember the samples and the picture
// that is shown.
func (v *view) remember(ctx context.Context, engine panel.Engine, c panel.Configuration) error {
	if err := v.damage(ctx, engine, c, false); err != nil {
		return err
	}
	v.verdict.SetTextContent(v.host.Text("break.mending"))
	samples := v.host.Samples()
	for i := range len(samples) + 1 {
		var err error
		if i < len(samples) {
			err = v.survey(ctx, engine, samples[i])
		} else {
			err = v.answer(ctx, engine)
		}
		if err == nil { // of the picture that was just answered
			_, err = panel.Ask(ctx, engine, &message.Remember{})
		}
		if err != nil {
			return err
		}
		v.state.SetTextContent(v.host.Text("break.remembered", "n", strconv.Itoa(i+1), "of", strconv.Itoa(len(samples)+1)))
	}
	v.before = v.count
	return nil
}

// survey has both networks answer a sample, and counts whether they agree.
func (v *view) survey(ctx context.Context, engine panel.Engine, sample dom.Element) error {
	first, err := panel.FirstAnswers(ctx, engine, sample)
	if err != nil {
		return err
	}
	v.count.Add(first[0] == first[1])
	return nil
}

// answer shows what both networks answer to the picture that is shown.
func (v *view) answer(ctx context.Context, engine panel.Engine) error {
	both, err := panel.BothSee(ctx, v.host, engine)
	if err != nil {
		return err
	}
	v.whole.Show(&both[0])
	v.broken.Show(&both[1])
	return nil
}

// judge says whether it comes as the visitor guessed, on most of n samples.
func (v *view) judge(n int) {
	hits, seen := v.count.Of()
	values := []string{"hits", strconv.Itoa(hits), "seen", strconv.Itoa(seen), "n", strconv.Itoa(n)}
	if seen < n {
		v.state.SetTextContent(v.host.Text("break.trying", values...))
		return
	}
	if v.spoken {
		return
	}
	v.spoken = true
	outcome := "other"
	if 2*hits > n {
		outcome = "same"
	}
	said := v.host.Text("break."+string(v.guess)+"-"+outcome) + " " + v.host.Text("break.agreement", values...)
	if before, of := v.before.Of(); of > 0 {
		said += " " + v.host.Text("break.before", "hits", strconv.Itoa(before))
	}
	v.verdict.SetTextContent(said)
	v.state.SetTextContent(v.host.Text("break.own"))
	v.host.Say(said + " " + node.Text(v.reason))
}
