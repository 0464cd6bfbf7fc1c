package lesson

import (
	"strconv"

	"mobilenet/wasm/internal/readout"
)

// Table is what a measurement found.
type Table struct {
	Columns []string // keys of texts; the first heads the names
	Rows    []Row
}

// Row is a row of a Table.
type Row struct {
	Key   string // of the text that names it, "" where Name does
	Name  string
	Cells []Cell // one for each column after the first
}

// Cell is a figure and the key of its source.
type Cell struct{ Text, Source string }

// kindKeys are the texts that name Kinds.
var kindKeys = [...]string{"time.pointwise", "time.depthwise", "time.conv", "time.fc", "time.pool"}

// Table writes a measurement; without one, nil, what is to be measured is left empty, and what would give the answer away.
func (l Lesson) Table(m []float64) Table {
	measured := m != nil
	if !measured {
		m = make([]float64, l.Values())
	}
	// here is a cell for what is measured.
	here := func(text, source string) Cell {
		if !measured {
			text = ""
		}
		return Cell{text, source}
	}
	switch l.Recipe {
	case Times, Trade:
		return l.timesTable(m, here)
	case Layers:
		t := Table{Columns: []string{"time.kind", "time.of-madds", "time.ms", "time.of-time"}}
		for i, kind := range Kinds {
			t.Rows = append(t.Rows, Row{Key: kindKeys[i], Cells: []Cell{
				{percent(l.share(kind)), "cost"}, here(micro(m[i]), "lesson-layers"), here(percent(m[i]/sum(m)), "lesson-layers"),
			}})
		}
		return t
	case Race:
		return raceTable(m, here)
	case Formats:
		t := Table{Columns: []string{"table.format", "time.ms", "lessons.bytes"}}
		for i, key := range [...]string{"format.float", "format.int8"} {
			t.Rows = append(t.Rows, Row{Key: key, Cells: []Cell{
				here(readout.Milliseconds(m[i]), "lesson-times"), here(readout.Bytes(int64(m[2+i])), "memory"),
			}})
		}
		return t
	case Agreement:
		t := Table{Columns: []string{"lessons.answers", "lessons.scenes"}}
		for i, key := range [...]string{"lessons.same", "lessons.right-large", "lessons.right-small", "lessons.same-wrong"} {
			t.Rows = append(t.Rows, Row{Key: key, Cells: []Cell{here(count(m[1+i])+" / "+count(m[0]), "lesson-scenes")}})
		}
		return t
	}
	t := Table{Columns: []string{"time.kind", "lessons.printed", "lessons.counted"}}
	for i, row := range column() {
		t.Rows = append(t.Rows, Row{Key: kindKeys[i], Cells: []Cell{
			{row.Cells[0].Printed, "paper"}, here(strconv.FormatFloat(m[i], 'f', 2, 64), "cost"),
		}})
	}
	return t
}

func (l Lesson) timesTable(m []float64, here func(text, source string) Cell) Table {
	t := Table{Columns: []string{"separable.network", "time.madds", "time.weights", "time.ms"}}
	first := l.Networks[l.At[1]]
	if l.Recipe == Trade {
		t.Columns = append(t.Columns, "lessons.published")
	} else {
		t.Columns = append(t.Columns, "lessons.of-madds", "lessons.of-time")
	}
	for i, n := range l.Networks {
		c := cost(n)
		cells := []Cell{
			{readout.Short(c.MultiplyAdds), "cost"}, {readout.Short(c.Weights), "cost"}, here(readout.Milliseconds(m[i]), "lesson-times"),
		}
		if l.Recipe == Trade {
			cells = append(cells, here(strconv.FormatFloat(top1(n), 'f', 1, 64)+" %", "accuracy"))
		} else {
			cells = append(cells, here(percent(madds(n)/madds(first)), "cost"), here(percent(m[i]/m[l.At[1]]), "lesson-times"))
		}
		t.Rows = append(t.Rows, Row{Name: l.name(i), Cells: cells})
	}
	return t
}

// name names a network as the lesson's texts do: those of a Trade have letters.
func (l Lesson) name(i int) string {
	n := l.Networks[i]
	name := "α " + readout.Multiplier(n.Alpha) + ", " + strconv.Itoa(n.Resolution) + "×" + strconv.Itoa(n.Resolution)
	if l.Recipe == Trade {
		return string(rune('A'+i)) + " · " + name
	}
	return name
}

func raceTable(m []float64, here func(text, source string) Cell) Table {
	c := RaceLayer
	depthwiseWeights := c.SeparableWeights() - int64(c.Inputs)*int64(c.Outputs)
	t := Table{Columns: []string{"separable.layer", "time.madds", "time.weights", "time.ms"}}
	for i, row := range [...]struct {
		key            string
		madds, weights int64
	}{
		{"separable.standard", c.Standard(), c.StandardWeights()},
		{"time.depthwise", c.Depthwise(), depthwiseWeights},
		{"time.pointwise", c.Pointwise(), c.SeparableWeights() - depthwiseWeights},
	} {
		t.Rows = append(t.Rows, Row{Key: row.key, Cells: []Cell{
			{readout.Short(row.madds), "convolution"}, {readout.Short(row.weights), "convolution"}, here(micro(m[i]), "race"),
		}})
	}
	return t
}

func percent(share float64) string { return readout.Percent(share) + " %" }

// micro writes a time with a digit more than a whole network's gets: single layers take some µs.
func micro(ms float64) string {
	if ms < 1 {
		return strconv.FormatFloat(ms, 'f', 3, 64)
	}
	return readout.Milliseconds(ms)
}

func count(v float64) string { return strconv.Itoa(int(v)) }
