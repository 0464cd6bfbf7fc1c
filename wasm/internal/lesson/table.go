package lesson

import (
	"strconv"

	"mobilenet/wasm/internal/format"
	"mobilenet/weights/layers"
)

// Table is what a measurement found.
type Table struct {
	Columns []Column // the first heads the names
	Rows    []Row
}

// Column is what a column of a Table says, by the keys of a text and of a source.
type Column struct{ Key, Source string }

// Row is a row of a Table.
type Row struct {
	Key   string // of the text that names it, "" where Name does
	Name  string
	Cells []string // one for each column after the first
}

// columns are those of each recipe.
var columns = [...][]Column{
	Times: {
		{"separable.network", "name"},
		{"time.madds", "cost"},
		{"time.weights", "cost"},
		{"time.ms", "lesson-times"},
		{"lessons.of-madds", "cost"},
		{"lessons.of-time", "lesson-times"},
	},
	Trade: {
		{"separable.network", "name"},
		{"time.madds", "cost"},
		{"time.weights", "cost"},
		{"time.ms", "lesson-times"},
		{"lessons.published", "accuracy"},
	},
	Layers: {
		{"time.kind", "name"}, {"time.of-madds", "cost"}, {"time.ms", "lesson-layers"}, {"time.of-time", "lesson-layers"},
	},
	Race: {
		{"separable.layer", "name"}, {"time.madds", "convolution"}, {"time.weights", "convolution"}, {"time.ms", "race"},
	},
	Formats:   {{"table.format", "name"}, {"time.ms", "lesson-times"}, {"lessons.bytes", "memory"}},
	Agreement: {{"lessons.answers", "name"}, {"lessons.scenes", "lesson-scenes"}},
	Adding:    {{"time.kind", "name"}, {"lessons.printed", "paper"}, {"lessons.counted", "cost"}},
	Teaching: {
		{"separable.network", "name"}, {"lessons.one-look", "lesson-taught"}, {"lessons.more-looks", "lesson-taught"},
	},
	Detecting: {
		{"lessons.part", "name"},
		{"time.madds", "cost"},
		{"time.weights", "cost"},
		{"time.ms", "lesson-parts"},
		{"lessons.of-madds", "cost"},
		{"lessons.of-time", "lesson-parts"},
	},
}

// rowKeys are the texts that name the rows of a recipe's table. Those of networks have names instead; Table 2's come
// first in the order of Kinds.
var rowKeys = [...][]string{
	Layers:    {"time.pointwise", "time.depthwise", "time.conv", "time.fc", "time.pool"},
	Race:      {"separable.standard", "time.depthwise", "time.pointwise"},
	Formats:   {"format.float", "format.int8"},
	Agreement: {"lessons.same", "lessons.right-large", "lessons.right-small", "lessons.same-wrong"},
	Adding:    {"time.pointwise", "time.depthwise", "time.conv", "time.fc"},
	Teaching:  {"lessons.smallest", "lessons.middle", "lessons.largest"},
	Detecting: {"lessons.body", "lessons.extra", "lessons.heads"},
}

// Table writes a measurement; without one, nil, what is to be measured is left empty, and what would give the answer away.
func (l *Lesson) Table(m []float64) Table {
	t := Table{Columns: columns[l.Recipe]}
	n := len(rowKeys[l.Recipe])
	if n == 0 {
		n = len(l.Networks)
	}
	known := m == nil
	if known {
		m = make([]float64, l.Values())
	}
	for i := range n {
		row := Row{}
		if len(l.Networks) >= n {
			row.Name = l.name(i)
		} else {
			row.Key = rowKeys[l.Recipe][i]
		}
		var measured int // from which cell on
		row.Cells, measured = l.cells(i, m)
		for j := range row.Cells {
			if known && j >= measured {
				row.Cells[j] = ""
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// cells writes the cells of a row, and tells from which one on they need a measurement or give the answer away.
func (l *Lesson) cells(i int, m []float64) (cells []string, measured int) {
	switch l.Recipe {
	case Layers:
		return []string{percent(l.share(Kinds[i])), format.FineMilliseconds(m[i]), percent(m[i] / sum(m))}, 1
	case Race:
		c := RaceLayer
		madds := [...]int64{c.Standard(), c.Depthwise(), c.Pointwise()}
		weights := [...]int64{c.StandardWeights(), c.SeparableWeights() - int64(c.Inputs)*int64(c.Outputs), int64(c.Inputs) * int64(c.Outputs)}
		return []string{format.Short(madds[i]), format.Short(weights[i]), format.FineMilliseconds(m[i])}, 2
	case Formats:
		return []string{format.Milliseconds(m[i]), format.Bytes(int64(m[2+i]))}, 0
	case Agreement:
		return []string{strconv.Itoa(int(m[1+i])) + " / " + strconv.Itoa(int(m[0]))}, 0
	case Teaching:
		of := " / " + strconv.Itoa(int(m[0]))
		at := taught(i) + 2
		return []string{strconv.Itoa(int(m[at])) + of, strconv.Itoa(int(m[at+1])) + of}, 0
	case Detecting:
		part := layers.Part(i)
		c := detector().SumPart(part)
		return []string{
			format.Short(c.MultiplyAdds), format.Short(c.Weights), format.Milliseconds(m[i]), percent(partShare(part)), percent(m[i] / sum(m)),
		}, 2
	case Adding:
		return []string{Printed()[i], strconv.FormatFloat(m[i], 'f', 2, 64)}, 1
	}
	c := cost(l.Networks[i])
	cells = []string{format.Short(c.MultiplyAdds), format.Short(c.Weights), format.Milliseconds(m[i])}
	if l.Recipe == Trade {
		return append(cells, strconv.FormatFloat(top1(l.Networks[i]), 'f', 1, 64)+"%"), 2
	}
	first := l.At[1]
	return append(cells, percent(madds(l.Networks[i])/madds(l.Networks[first])), percent(m[i]/m[first])), 2
}

// name names a network as the lesson's texts do: those of a Trade have letters.
func (l *Lesson) name(i int) string {
	n := l.Networks[i]
	side := strconv.Itoa(n.Resolution)
	name := "α " + format.Multiplier(n.Alpha) + ", " + side + "×" + side
	if l.Recipe == Trade {
		return string(rune('A'+i)) + " · " + name
	}
	return name
}

func percent(share float64) string { return format.Percent(share) + "%" }
