package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// paperAlphas are the widths of the paper's sixteen points.
var paperAlphas = []float64{1, 0.75, 0.5, 0.25}

// markdown returns the report as a page.
func (r *report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Accuracy, measured\n\n")
	fmt.Fprintf(&b, "`make accuracy` wrote this page on %s: the engine that the site ships (%s) answered %d photos in headless Chromium, decoded and resized as for a visitor.\n",
		r.Date.Format("2 January 2006"), r.Program, len(r.Set.photos))
	fmt.Fprintf(&b, "Photos: %s, SHA-256 over pictures and labels %.12s….\n\n", r.Set.about, r.Set.digest())
	fmt.Fprintf(&b, "- top-1: the label is the first answer; top-5: among the first five; agreement: the first answer is that of the teacher, %s at %d×%d in float32. In percent.\n",
		r.results[0].File.Name, teacherResolution, teacherResolution)
	fmt.Fprintf(&b, "- In brackets is the Wilson 95%% interval. On %d photos it reaches up to %.1f points to either side; networks are compared on the same photos, so smaller differences than that can be real.\n",
		len(r.Set.photos), 100*widest(len(r.Set.photos)))
	fmt.Fprintf(&b, "- These photos are easier than ImageNet's validation set and cover some of its classes only: do not set the figures beside published ones.\n")
	fmt.Fprintf(&b, "- calibration: the expected calibration error of the first answers in percentage points, over %d bins of equal width: how far probabilities are from the share of right answers.%s\n", calibrationBins, r.calibrated())
	fmt.Fprintf(&b, "- `accuracy.json` has every figure with its interval.\n")
	ours := slices.DeleteFunc(slices.Clone(r.files), func(f *weightsFile) bool { return !f.own() || !r.measured(f) })
	if len(ours) > 0 {
		r.ourFiles(&b, ours)
	}
	r.sixteen(&b)
	r.weakness(&b, ours)
	r.officialGrid(&b)
	r.fileTable(&b)
	return b.String()
}

// calibrated says what stands in front of an arrow, if anything does.
func (r *report) calibrated() string {
	if r.before == nil {
		return ""
	}
	return " In front of the arrow: before the network's temperature was set, on other photos."
}

// widest returns half the width of the interval of half of n photos, the widest there is.
func widest(n int) float64 {
	low, high := share{n / 2, n}.wilson()
	return (high - low) / 2
}

// measured reports whether the file has a result.
func (r *report) measured(f *weightsFile) bool {
	return slices.ContainsFunc(r.results, func(res *result) bool { return res.File == f })
}

// ourFiles writes what the project's own networks are, and their accuracy at each width and resolution.
func (r *report) ourFiles(b *strings.Builder, ours []*weightsFile) {
	fmt.Fprintf(b, "\n## This project's own networks\n\n%s\n", ours[0].provenance)
	for _, precision := range []string{"f32", "int8"} {
		rows := slices.DeleteFunc(slices.Clone(ours), func(f *weightsFile) bool { return r.bestOf(f, precision) == nil })
		if len(rows) > 0 {
			r.grid(b, rows, precision)
		}
	}
}

// bestOf returns a file's result with the most right answers, in that precision or, if it is empty, in any.
func (r *report) bestOf(f *weightsFile, precision string) *result {
	var best *result
	for _, res := range r.results {
		if res.File == f && (precision == "" || res.Precision == precision) && (best == nil || res.score.top1 > best.score.top1) {
			best = res
		}
	}
	return best
}

// grid writes networks of several widths in one precision, a row for each of them and a column for each resolution.
func (r *report) grid(b *strings.Builder, files []*weightsFile, precision string) {
	fmt.Fprintf(b, "\n%s, top-1 / top-5 / agreement / calibration:\n\n| α |", arithmeticName(precision))
	for _, resolution := range paperResolutions {
		fmt.Fprintf(b, " %d×%d |", resolution, resolution)
	}
	fmt.Fprintf(b, "\n|---:|%s\n", strings.Repeat("---:|", len(paperResolutions)))
	for _, f := range slices.Backward(files) {
		fmt.Fprintf(b, "| %v |", f.Alpha)
		for _, resolution := range paperResolutions {
			fmt.Fprintf(b, " %s |", r.cell(r.find(f, precision, point{f.Alpha, resolution})))
		}
		fmt.Fprintln(b)
	}
	if len(files) > 1 {
		r.monotony(b, files, precision)
	}
}

// cell shows a result's figures.
func (r *report) cell(res *result) string {
	if res == nil {
		return "–"
	}
	s := res.score
	calibration := fmt.Sprintf("%.1f", 100*s.calibration)
	if before, known := r.before[uncalibrated{res.Precision, res.point}]; known {
		calibration = fmt.Sprintf("%.1f → %s", 100*before, calibration)
	}
	return fmt.Sprintf("**%s** / %s / %s / %s", percent(s.share(s.top1)), percent(s.share(s.top5)), percent(s.share(s.agreement)), calibration)
}

// monotony writes whether top-1 rises with the width at each resolution, and by how much it falls where it does not.
func (r *report) monotony(b *strings.Builder, files []*weightsFile, precision string) {
	falls, steps, largest := 0, 0, 0.0
	for _, resolution := range paperResolutions {
		for i, f := range files[1:] {
			before, after := r.find(files[i], precision, point{files[i].Alpha, resolution}), r.find(f, precision, point{f.Alpha, resolution})
			if before == nil || after == nil {
				continue
			}
			steps++
			if fall := before.score.top1 - after.score.top1; fall > 0 {
				falls++
				largest = math.Max(largest, 100*float64(fall)/float64(after.score.n))
			}
		}
	}
	if falls == 0 {
		fmt.Fprintf(b, "\nAt no resolution does a wider network do worse.\n")
		return
	}
	fmt.Fprintf(b, "\nFrom one width to the next, top-1 falls in %d of %d steps, by %.1f points at most.\n", falls, steps, largest)
}

// sixteen writes the paper's points: the official files, and the project's own beside them.
func (r *report) sixteen(b *strings.Builder) {
	fmt.Fprintf(b, "\n## The sixteen points\n\nThe official file is the one that the page takes at that point: trained at the resolution in brackets. Those whose name ends in q hold 8-bit integers, which run as they are in 8-bit arithmetic.\n")
	for _, precision := range []string{"f32", "int8"} {
		rows := ""
		for _, alpha := range paperAlphas {
			for _, resolution := range paperResolutions {
				p := point{alpha, resolution}
				official, own := r.find(officialFor(r.files, precision, p), precision, p), r.find(ownFor(r.files, p), precision, p)
				if official != nil || own != nil {
					rows += fmt.Sprintf("| %v | %s |%s%s\n", p, trainedAt(official), r.figures(official), r.figures(own))
				}
			}
		}
		if rows != "" {
			fmt.Fprintf(b, "\n%s:\n\n| α/pixels | official file | top-1 | top-5 | agreement | calibration | our own: top-1 | top-5 | agreement | calibration |\n"+
				"|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n%s", arithmeticName(precision), rows)
		}
	}
}

// trainedAt names an official file by what it was trained as.
func trainedAt(res *result) string {
	if res == nil {
		return "–"
	}
	name := fmt.Sprintf("%v (%d)", res.File.Alpha, res.File.Resolution)
	if res.File.Quantised {
		name += " q"
	}
	return name
}

// figures shows a result in four columns.
func (r *report) figures(res *result) string {
	if res == nil {
		return " – | – | – | – |"
	}
	s := res.score
	low, high := s.share(s.top1).wilson()
	return fmt.Sprintf(" **%s** (%.1f–%.1f) | %s | %s | %.1f |",
		percent(s.share(s.top1)), 100*low, 100*high, percent(s.share(s.top5)), percent(s.share(s.agreement)), 100*s.calibration)
}

// officialGrid writes the official files at every resolution.
func (r *report) officialGrid(b *strings.Builder) {
	fmt.Fprintf(b, "\n## The official files at every resolution\n\nTop-1 / top-5 on all photos.\n")
	for _, precision := range []string{"f32", "int8"} {
		rows := ""
		for _, f := range r.files {
			if f.own() || r.bestOf(f, precision) == nil {
				continue
			}
			rows += fmt.Sprintf("| %s |", f.Name)
			for _, resolution := range paperResolutions {
				res := r.find(f, precision, point{f.Alpha, resolution})
				if res == nil {
					rows += " – |"
					continue
				}
				rows += fmt.Sprintf(" %s / %s |", percent(res.score.share(res.score.top1)), percent(res.score.share(res.score.top5)))
			}
			rows += "\n"
		}
		if rows != "" {
			fmt.Fprintf(b, "\n%s:\n\n| file | 128×128 | 160×160 | 192×192 | 224×224 |\n|---|---:|---:|---:|---:|\n%s", arithmeticName(precision), rows)
		}
	}
}

// fileTable writes which files were measured.
func (r *report) fileTable(b *strings.Builder) {
	fmt.Fprintf(b, "\n## Files\n\n| weights | bytes | SHA-256 | from |\n|---|---:|---|---|\n")
	for _, f := range r.files {
		if r.measured(f) {
			fmt.Fprintf(b, "| %s | %d | `%.16s…` | %s |\n", f.Name, f.Bytes, f.SHA256, cmp.Or(f.Source, "–"))
		}
	}
}

// arithmeticName names a precision in words.
func arithmeticName(precision string) string {
	if precision == "int8" {
		return "8-bit integers"
	}
	return "Float32"
}

// percent shows a share.
func percent(s share) string {
	if s.n == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", 100*s.value())
}
