package lesson_test

import (
	"strings"
	"testing"
)

// rows writes a lesson's table, one row a text.
func rows(t *testing.T, id string, measured []float64) []string {
	t.Helper()
	var all []string
	for _, row := range of(t, id).Table(measured).Rows {
		cells := []string{row.Key + row.Name}
		all = append(all, strings.Join(append(cells, row.Cells...), "|"))
	}
	return all
}

// A row of each table, with a measurement and without: what is known stands there before, but not the answer.
func TestTable(t *testing.T) {
	tests := []struct {
		id          string
		measured    []float64
		row         int
		full, empty string
	}{
		{"width", []float64{10, 6, 2.5, 1}, 2, "α 0.5, 160×160|76.5 M|1.32 M|2.50|26.3%|25.0%", "α 0.5, 160×160|76.5 M|1.32 M|||"},
		{"resolution", []float64{8, 6, 4, 2}, 3, "α 0.5, 128×128|49.2 M|1.32 M|2.00|32.9%|25.0%", "α 0.5, 128×128|49.2 M|1.32 M|||"},
		{"both", []float64{1, 2, 3, 4, 5}, 1, "B · α 0.5, 128×128|49.2 M|1.32 M|2.00|56.3%", "B · α 0.5, 128×128|49.2 M|1.32 M||"},
		{"time", []float64{6, 2, 1, 0.5, 0.5}, 1, "time.depthwise|10.6%|2.00|20.0%", "time.depthwise|10.6%||"},
		{"separable", []float64{20, 0.5, 3}, 1, "time.depthwise|903 k|4.61 k|0.500", "time.depthwise|903 k|4.61 k|"},
		{"int8", []float64{9, 3, 4e6, 1e6, 20, 19, 0.5, 160}, 1, "format.int8|3.00|1.0 MB", "format.int8||"},
		{"slip", []float64{94.86, 3.06, 1.91, 0.18}, 2, "time.conv|1.19|1.91", "time.conv|1.19|"},
		{"agreement", []float64{20, 10, 6, 4, 5, 0.5, 160, 0.25, 96}, 3, "lessons.same-wrong|5 / 20", "lessons.same-wrong|"},
		{"examples", []float64{20, 0.25, 128, 7, 13, 0.5, 128, 13, 16, 0.75, 128, 19, 20}, 1, "lessons.middle|13 / 20|16 / 20", "lessons.middle||"},
		{"detector", []float64{30, 4, 6}, 0, "lessons.body|1.06 G|3.19 M|30.0|85.3%|75.0%", "lessons.body|1.06 G|3.19 M|||"},
	}
	for _, test := range tests {
		if have := rows(t, test.id, test.measured)[test.row]; have != test.full {
			t.Errorf("%s, measured: have %q, want %q", test.id, have, test.full)
		}
		if have := rows(t, test.id, nil)[test.row]; have != test.empty {
			t.Errorf("%s, not measured: have %q, want %q", test.id, have, test.empty)
		}
	}
}
