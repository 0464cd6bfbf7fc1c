package figure

import (
	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/page/internal/panel"
)

// What the hash holds of the figure's boxes: the names of those that are ticked, with commas between them.
const (
	seriesKept  = "figure.series"
	ghostsKept  = "figure.ghosts"
	noneKept    = "none"
	seriesUsual = "float,int8"
	ghostsUsual = "link"
)

// keeps tells whether the hash has the box of that name ticked; where it does not speak of any, the usual ones are.
func (f *Figure) keeps(key, name, usual string) bool {
	kept := f.host.Kept(key)
	if kept == "" {
		kept = usual
	}
	return name != "" && link.Has(kept, name)
}

// Follow brings what can be chosen in line with the hash.
func (f *Figure) Follow() {
	f.tickSeries()
	for _, g := range f.ghosts {
		if g.key != "" {
			g.box.SetChecked(f.keeps(ghostsKept, g.key, ghostsUsual))
		}
	}
	f.budget.ms = f.keptBudget()
	f.Draw()
}

func (f *Figure) tickSeries() {
	for _, box := range f.boxes {
		box.SetChecked(f.keeps(seriesKept, box.Value(), seriesUsual))
	}
}

// keepBoxes puts what is ticked into the hash.
func (f *Figure) keepBoxes() {
	var ghosts []*dom.HTMLInputElement
	for _, g := range f.ghosts {
		if g.key != "" {
			ghosts = append(ghosts, g.box)
		}
	}
	f.keepNames(seriesKept, panel.Ticked(f.boxes), seriesUsual)
	usual := ""
	if f.ghosts[0].key == ghostsUsual {
		usual = ghostsUsual
	}
	f.keepNames(ghostsKept, panel.Ticked(ghosts), usual)
}

// keepNames leaves what is usual out of the hash.
func (f *Figure) keepNames(key, kept, usual string) {
	switch kept {
	case usual:
		kept = ""
	case "":
		kept = noneKept
	}
	f.host.Keep(key, kept)
}
