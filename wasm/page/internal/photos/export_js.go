package photos

import (
	"strconv"
	"syscall/js"
	"time"

	"mobilenet/wasm/internal/check"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/internal/table"
	"mobilenet/wasm/page/internal/panel"
)

// export hands the visitor what was found as a file: CSV has a line for each photo and network, JSON the scores too.
func (v *view) export(kind string) {
	now := time.Now().UTC()
	name := "photos-" + now.Format("20060102-1504") + "." + kind
	if kind == "csv" {
		panel.Download(name, panel.Blob("text/csv", v.answersTable().CSV()))
		return
	}
	device := js.Global().Get("navigator").Get("userAgent").String()
	panel.Download(name, panel.Blob("application/json", table.JSON([]table.Fact{
		{Name: "time", Value: table.Text(now.Format(time.RFC3339))},
		{Name: "device", Value: table.Text(device)},
		{Name: "weights", Value: table.Text(v.album.asked[0].Weights)},
		{Name: "classes", Value: table.Whole(v.album.classes)},
		{Name: "photos", Value: table.Whole(len(v.photos))},
		{Name: "interval", Value: table.Text("Wilson, 95 %")},
	}, v.scoresTable(), v.answersTable())))
}

// scoresTable is what the networks scored.
func (v *view) scoresTable() table.Table {
	t := table.Table{Name: "networks", Columns: []string{
		"alpha", "resolution", "precision", "top1", "top1_low", "top1_high", "top5", "top5_low", "top5_high", "multiply_adds", "median_ms",
	}}
	for i, one := range v.album.asked {
		s := check.Of(v.photos, i)
		low1, high1 := stats.Wilson(s.Top1, s.N)
		low5, high5 := stats.Wilson(s.Top5, s.N)
		t.Rows = append(t.Rows, []table.Value{
			table.Number(one.Alpha), table.Whole(one.Resolution), table.Text(one.Precision),
			table.Number(float64(s.Top1) / float64(s.N)), table.Number(low1), table.Number(high1),
			table.Number(float64(s.Top5) / float64(s.N)), table.Number(low5), table.Number(high5),
			table.Number(float64(one.multiplyAdds)), table.Number(stats.Median(one.times)),
		})
	}
	return t
}

// answersTable is what each network answers to each photo.
func (v *view) answersTable() table.Table {
	t := table.Table{Name: "answers", Columns: []string{
		"photo", "class", "alpha", "resolution", "precision", "answer", "probability", "right", "rank",
	}}
	for _, p := range v.photos {
		for i, one := range v.album.asked {
			first := p.First(i)
			var rank table.Value // nothing beyond the first five
			if at := p.Rank(i); at >= 0 {
				rank = table.Whole(at + 1)
			}
			t.Rows = append(t.Rows, []table.Value{
				table.Text(p.Name), table.Text(v.host.Label(p.Class)), table.Number(one.Alpha), table.Whole(one.Resolution), table.Text(one.Precision),
				table.Text(v.host.Label(first.Index)), table.Number(float64(first.Probability)), table.Text(strconv.FormatBool(p.Right(i))), rank,
			})
		}
	}
	return t
}
