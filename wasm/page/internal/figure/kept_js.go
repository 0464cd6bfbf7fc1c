package figure

import (
	"slices"
	"strings"

	"honnef.co/go/js/dom/v2"
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
	return name != "" && slices.Contains(strings.Split(kept, ","), name)
}

// boxes are what the sweep can measure, by their names in the hash.
func (s *sweeper) boxes() ([]string, []*dom.HTMLInputElement) {
	return []string{"float", "int8", "cores"}, []*dom.HTMLInputElement{s.real, s.int8, s.cores}
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
	names, boxes := f.boxes()
	for i, box := range boxes {
		box.SetChecked(f.keeps(seriesKept, names[i], seriesUsual))
	}
}

// keepBoxes puts what is ticked into the hash.
func (f *Figure) keepBoxes() {
	var series, ghosts []string
	names, boxes := f.boxes()
	for i, box := range boxes {
		if box.Checked() {
			series = append(series, names[i])
		}
	}
	for _, g := range f.ghosts {
		if g.key != "" && g.box.Checked() {
			ghosts = append(ghosts, g.key)
		}
	}
	f.keepNames(seriesKept, series, seriesUsual)
	usual := ""
	if f.ghosts[0].key == ghostsUsual {
		usual = ghostsUsual
	}
	f.keepNames(ghostsKept, ghosts, usual)
}

// keepNames leaves what is usual out of the hash.
func (f *Figure) keepNames(key string, names []string, usual string) {
	kept := strings.Join(names, ",")
	switch kept {
	case usual:
		kept = ""
	case "":
		kept = noneKept
	}
	f.host.Keep(key, kept)
}
