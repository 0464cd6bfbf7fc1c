package sweep

import (
	"math"
	"time"

	"mobilenet/wasm/internal/table"
)

// accuracyKind says whose figure a point's accuracy is.
func (p Point) accuracyKind() string {
	switch {
	case math.IsNaN(p.Accuracy):
		return ""
	case p.Borrowed:
		return "published, for trained weights of this shape"
	case p.Measured:
		return "measured by this project"
	}
	return "published"
}

// table returns the points as rows.
func (r Record) table() table.Table {
	t := table.Table{Name: "points", Columns: []string{
		"alpha", "resolution", "isa", "precision", "threads", "weights", "median_ms", "p10_ms", "p90_ms", "p95_ms", "samples", "top1_percent", "accuracy",
	}}
	for _, p := range r.Points {
		t.Rows = append(t.Rows, []table.Value{
			table.Number(p.Alpha), table.Whole(p.Resolution), table.Text(p.Arithmetic()), table.Text(p.Precision), table.Whole(max(p.Threads, 1)), table.Text(p.Weights),
			table.Number(p.Median), table.Number(p.Low), table.Number(p.High), table.Number(p.P95), table.Whole(p.Samples),
			table.Number(p.Accuracy), table.Text(p.accuracyKind()),
		})
	}
	return t
}

// CSV writes the points as comma-separated values, with a heading.
func (r Record) CSV() string { return r.table().CSV() }

// JSON writes the record as JSON. device is what the browser says of itself.
func (r Record) JSON(device string) string {
	return table.JSON([]table.Fact{
		{Name: "time", Value: table.Text(r.Time.UTC().Format(time.RFC3339))},
		{Name: "device", Value: table.Text(device)},
		{Name: "tick_ms", Value: table.Number(r.TickMs)},
		{Name: "drift", Value: table.Number(r.Drift)},
	}, r.table())
}
