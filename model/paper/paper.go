// Package paper holds what the MobileNet paper prints in its tables (Howard et al. 2017, arXiv 1704.04861), and computes
// of it what can be computed: multiply-adds, weights, shapes. Accuracies, and what other networks cost, are quoted.
package paper

import (
	"strconv"
	"strings"

	"mobilenet/weights/layers"
)

// Table is a table of the paper.
type Table struct {
	ID      string   // "1" to "14"
	Columns []string // what each holds; the first is a name
	Rows    []Row
}

// Row is a row of a table.
type Row struct {
	Name    string // "" for the sum
	Printed string // the stride in print, where it is another
	Cells   []Cell // one for each column after the first
	// The width multiplier and the pixels of the network of the row, 0 if it is none that the page runs.
	Alpha      float64
	Resolution int
}

// Cell is a figure of the paper.
type Cell struct {
	Printed  string
	Computed string // with as many decimals as are printed; "" for what is quoted
}

// Differs tells whether what is computed is written otherwise than what is printed.
func (c Cell) Differs() bool { return c.Computed != "" && c.Computed != c.Printed }

// IDs are those of the tables in their order.
var IDs = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"}

// Of returns a table, its figures computed. Table 1 is the network of width alpha for that many pixels, whose counts short
// writes; the others are as the paper has them. It is false for an id that no table has, or a network that there is not.
func Of(id string, alpha float64, pixels int, short func(int64) string) (Table, bool) {
	if id == "1" {
		table, err := layers.New(alpha, pixels, layers.Separable, 0)
		if err != nil {
			return Table{}, false
		}
		return Table{ID: id, Columns: body, Rows: architecture(table, short)}, true
	}
	for _, s := range sheets {
		if s.id == id {
			return s.table(), true
		}
	}
	return Table{}, false
}

func (s sheet) table() Table {
	t := Table{ID: s.id, Columns: s.columns}
	for _, l := range s.lines {
		name, rest, _ := strings.Cut(l.printed, "|")
		row := Row{Name: name}
		if l.goal() {
			row.Alpha, row.Resolution = l.alpha, l.resolution
		}
		var cost layers.Cost
		if l.counted != nothing {
			cost = l.cost()
		}
		for i, printed := range strings.Split(rest, "|") {
			cell := Cell{Printed: printed}
			if v, ok := figure(s.columns[i+1], cost); ok && l.counted != nothing {
				_, decimals, _ := strings.Cut(printed, ".")
				cell.Computed = strconv.FormatFloat(v, 'f', len(decimals), 64)
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// figure returns what a column says of a cost, false if it is nothing that is counted.
func figure(column string, c layers.Cost) (float64, bool) {
	switch column {
	case madds:
		return float64(c.MultiplyAdds) / 1e6, true
	case gigaMadds:
		return float64(c.MultiplyAdds) / 1e9, true
	case weights:
		return float64(c.Weights) / 1e6, true
	case maddsShare:
		return 100 * float64(c.MultiplyAdds) / float64(network(1, 224).MultiplyAdds), true
	case weightsShare:
		return 100 * float64(c.Weights) / float64(network(1, 224).Weights), true
	}
	return 0, false
}

// Values returns what the note on a table says of its figures: names and values in turn, for the text.
func Values(id string) []string {
	ratio := func(a, b float64) string { return strconv.FormatFloat(a/b, 'f', 1, 64) }
	switch id {
	case "6":
		return []string{"share", strconv.FormatFloat(100*float64(network(0.25, 224).MultiplyAdds)/float64(network(1, 224).MultiplyAdds), 'f', 1, 64)}
	case "8":
		return []string{"smaller", ratio(138e6, float64(network(1, 224).Weights)), "less", ratio(15300e6, float64(network(1, 224).MultiplyAdds))}
	case "9":
		c := network(0.5, 160)
		return []string{"smaller", ratio(60e6, float64(c.Weights)), "less", ratio(720e6, float64(c.MultiplyAdds))}
	case "11":
		c := tableOf(1, 224, layers.Separable, 9765).Sum()
		return []string{"madds", ratio(float64(c.MultiplyAdds), 1e6), "weights", ratio(float64(c.Weights), 1e6)}
	}
	return nil
}
