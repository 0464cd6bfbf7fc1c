package wall

import (
	"encoding/csv"
	"encoding/json/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// columns are those of the table, a row for each point.
var columns = []string{
	"seq", "device", "number", "name", "class", "browser", "cores", "program", "measured", "tick_ms", "drift", "weights",
	"alpha", "resolution", "precision", "threads", "isa", "median_ms", "p10_ms", "p90_ms", "top1_percent", "accuracy",
}

// byteOrderMark tells Excel that a file is UTF-8; without it, Excel takes the machine's old code page.
const byteOrderMark = "\ufeff"

func (w *Wall) serveCSV(rw http.ResponseWriter, r *http.Request, found wallState) error {
	rw.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	rw.Header().Set("Content-Disposition", `attachment; filename="wall-`+found.code+`.csv"`)
	out := writer{rw: rw}
	out.write(byteOrderMark + record(columns))
	for c, err := range w.store.changes(r.Context(), found.code, 0) {
		if err != nil {
			return out.abort(err)
		}
		if c.body == "" {
			continue
		}
		var p post
		if err := json.Unmarshal([]byte(c.body), &p); err != nil {
			return out.abort(err)
		}
		for _, row := range p.rows(c.seq) {
			out.write(record(row))
		}
	}
	return nil
}

// record writes a row as RFC 4180 has it.
func record(cells []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	w.Write(cells) // a Builder takes all
	w.Flush()
	return b.String()
}

// rows returns a post's points as rows of the table.
func (p post) rows(seq int64) [][]string {
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	var rows [][]string
	for _, at := range p.Points {
		accuracy, kind := "", ""
		if at.Accuracy != nil {
			accuracy, kind = number(*at.Accuracy), at.accuracyKind()
		}
		isa := "simd"
		if at.ISA != "" {
			isa = at.ISA
		}
		rows = append(rows, []string{
			strconv.FormatInt(seq, 10), harmless(p.Device), strconv.Itoa(p.Number), harmless(p.Name), p.About.Class, harmless(p.About.Browser),
			strconv.Itoa(p.About.Cores), p.About.Program, p.Measured.Format(time.RFC3339), number(p.TickMs), number(p.Drift), p.Weights,
			number(at.Alpha), strconv.Itoa(at.Resolution), at.Precision, strconv.Itoa(at.Threads), isa,
			number(at.Median), number(at.Low), number(at.High), accuracy, kind,
		})
	}
	return rows
}

// accuracyKind says whose figure a point's accuracy is.
func (p point) accuracyKind() string {
	switch {
	case p.Borrowed:
		return "published, for trained weights of this shape"
	case p.Measured:
		return "measured by this project"
	}
	return "published"
}

// harmless puts an apostrophe before a text that a spreadsheet would take for a formula; it shows the text behind it.
func harmless(s string) string {
	const formulas = "=+-@\t\r\n＝＋－＠" // the wide ones too, where they are typed
	if s != "" && strings.ContainsRune(formulas, []rune(s)[0]) {
		return "'" + s
	}
	return s
}
