package inside

import (
	"context"
	"strconv"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/canvas"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// resolutions are those of the paper.
var resolutions = [...]int{128, 160, 192, 224}

// sizes shows the last picture as networks of each resolution get it, resized by the engine itself.
type sizes struct {
	canvases [len(resolutions)]canvas.Canvas
	start    *dom.HTMLButtonElement
}

func (s *sizes) open(v *view, root dom.HTMLElement) {
	markup := ""
	for _, r := range resolutions {
		side := strconv.Itoa(r)
		markup += `<figure class="size-` + side + `"><canvas role="img" width="` + side + `" height="` + side + `"></canvas>` +
			`<figcaption class="is-rho">` + side + "×" + side + "</figcaption></figure>"
	}
	holder := panel.Find(root, ".inside-sizes")
	node.SetHTML(holder, markup)
	for i, r := range resolutions {
		side := strconv.Itoa(r)
		s.canvases[i] = canvas.Find(holder, ".size-"+side+" canvas")
		s.canvases[i].SetAttribute("aria-label", v.host.Text("inside.size-label", "side", side))
	}
	s.start = panel.Find(root, "button#inside-sizes").(*dom.HTMLButtonElement)
	node.On(s.start, "click", func(dom.Event) {
		s.start.SetDisabled(true)
		go func() {
			err := v.host.Run(v.ctx, func(engine panel.Engine) error { return s.look(v.ctx, engine) })
			s.start.SetDisabled(false)
			if err != nil && v.ctx.Err() == nil {
				v.host.Say(v.host.Text("inside.sizes-failed"))
			}
		}()
	})
}

// look has small networks of each resolution answer the last picture in the second slot, for the pixels that they saw.
func (s *sizes) look(ctx context.Context, engine panel.Engine) error {
	defer panel.ReleaseSecond(engine)
	for i, r := range resolutions {
		_, err := panel.Ask(ctx, engine, &message.Configure{
			Slot: message.B, Alpha: new(0.25), Resolution: &r, Weights: message.Weights{Source: "random", Seed: 1},
		})
		if err != nil {
			return err
		}
		answer, err := panel.Ask(ctx, engine, &message.Compare{Slots: []message.Slot{message.B}})
		if err != nil {
			return err
		}
		s.canvases[i].Show(answer.Results[0].Pixels, r)
	}
	return nil
}
