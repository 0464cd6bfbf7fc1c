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
	fmt.Fprintf(&b, "- `accuracy.json` has every figure with its interval.\n")
	ours := slices.DeleteFunc(slices.Clone(r.files), func(f *weightsFile) bool { return !f.slimmable() || !r.measured(f) })
	for _, f := range ours {
		r.ourFile(&b, f)
	}
	r.sixteen(&b, ours)
	r.weakness(&b, ours)
	r.officialGrid(&b)
	r.fileTable(&b)
	return b.String()
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

// ourFile writes what one of the project's own files is, and its accuracy at each width and resolution.
func (r *report) ourFile(b *strings.Builder, f *weightsFile) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n", f.Name, f.provenance)
	if f.known != nil {
		s := r.bestOf(f, "").known
		fmt.Fprintf(b, "\nThese weights know %d of the %d classes. Only %d of the %d photos show one of them; of the others every answer is wrong by necessity.\n",
			len(f.known), classes, s.n, len(r.Set.photos))
	}
	for _, precision := range []string{"f32", "int8"} {
		if r.bestOf(f, precision) == nil {
			continue
		}
		if f.known != nil {
			r.grid(b, f, precision, "photos of the classes that they know", func(res *result) score { return res.known })
		}
		r.grid(b, f, precision, "all photos", func(res *result) score { return res.all })
	}
}

// bestOf returns a file's result with the most right answers, in that precision or, if it is empty, in any.
func (r *report) bestOf(f *weightsFile, precision string) *result {
	var best *result
	for _, res := range r.results {
		if res.File == f && (precision == "" || res.Precision == precision) && (best == nil || res.all.top1 > best.all.top1) {
			best = res
		}
	}
	return best
}

// grid writes a file's top-1 and top-5 in one precision, a row for each width and a column for each resolution.
func (r *report) grid(b *strings.Builder, f *weightsFile, precision, on string, of func(*result) score) {
	var alphas []float64
	var resolutions []int
	n := 0
	for _, res := range r.results {
		if res.File == f && res.Precision == precision {
			alphas, resolutions, n = append(alphas, res.Alpha), append(resolutions, res.Resolution), of(res).n
		}
	}
	slices.Sort(alphas)
	slices.Sort(resolutions)
	alphas, resolutions = slices.Compact(alphas), slices.Compact(resolutions)
	fmt.Fprintf(b, "\n%s, %s (%d), top-1 / top-5 / agreement:\n\n| α |", arithmeticName(precision), on, n)
	for _, resolution := range resolutions {
		fmt.Fprintf(b, " %d×%d |", resolution, resolution)
	}
	fmt.Fprintf(b, "\n|---:|%s\n", strings.Repeat("---:|", len(resolutions)))
	for _, alpha := range slices.Backward(alphas) {
		fmt.Fprintf(b, "| %v |", alpha)
		for _, resolution := range resolutions {
			fmt.Fprintf(b, " %s |", cell(r.find(f, precision, point{alpha, resolution}), of))
		}
		fmt.Fprintln(b)
	}
	if len(alphas) > 2 {
		r.monotony(b, f, precision, alphas, resolutions, of)
	}
}

// cell shows a result's three shares.
func cell(res *result, of func(*result) score) string {
	if res == nil {
		return "–"
	}
	s := of(res)
	return fmt.Sprintf("**%s** / %s / %s", percent(s.share(s.top1)), percent(s.share(s.top5)), percent(s.share(s.agreement)))
}

// monotony writes whether top-1 rises with the width at each resolution, and by how much it falls where it does not.
func (r *report) monotony(b *strings.Builder, f *weightsFile, precision string, alphas []float64, resolutions []int, of func(*result) score) {
	falls, steps, largest := 0, 0, 0.0
	for _, resolution := range resolutions {
		for i, alpha := range alphas[1:] {
			before, after := r.find(f, precision, point{alphas[i], resolution}), r.find(f, precision, point{alpha, resolution})
			if before == nil || after == nil {
				continue
			}
			steps++
			if fall := of(before).top1 - of(after).top1; fall > 0 {
				falls++
				largest = math.Max(largest, 100*float64(fall)/float64(of(after).n))
			}
		}
	}
	if falls == 0 {
		fmt.Fprintf(b, "\nAt no resolution does a wider network do worse.\n")
		return
	}
	fmt.Fprintf(b, "\nFrom one width to the next, top-1 falls in %d of %d steps, by %.1f points at most.\n", falls, steps, largest)
}

// sixteen writes the paper's points: the official files, and the project's own beside them. Where those know some
// classes only, it writes them a second time, on the photos of these classes.
func (r *report) sixteen(b *strings.Builder, ours []*weightsFile) {
	fmt.Fprintf(b, "\n## The sixteen points\n\nThe official file is the one that the page takes at that point: trained at the resolution in brackets. Those whose name ends in q hold 8-bit integers, which run as they are in 8-bit arithmetic.\n")
	for _, precision := range []string{"f32", "int8"} {
		r.points(b, precision, ours, false)
		for _, f := range ours {
			if f.known != nil {
				r.points(b, precision, []*weightsFile{f}, true)
			}
		}
	}
}

// points writes the paper's points in one precision, on all photos or on those whose class the first of our files knows.
func (r *report) points(b *strings.Builder, precision string, ours []*weightsFile, known bool) {
	chosen, photos := everyPhoto, fmt.Sprintf("all %d photos", len(r.Set.photos))
	if known {
		chosen = ours[0].knows
		photos = fmt.Sprintf("the photos of the %d classes that %s knows, of %d that the official files choose from", len(ours[0].known), ours[0].Name, classes)
	}
	head, rule, rows := "| α/pixels | official file | top-1 | top-5 | agreement |", "|---|---|---:|---:|---:|", ""
	for _, f := range ours {
		head += fmt.Sprintf(" %s: top-1 | top-5 | agreement |", f.Name)
		rule += "---:|---:|---:|"
	}
	for _, alpha := range paperAlphas {
		for _, resolution := range paperResolutions {
			p := point{alpha, resolution}
			official := r.find(officialFor(r.files, precision, p), precision, p)
			row, there := fmt.Sprintf("| %v | %s |%s", p, trainedAt(official), r.figures(official, chosen)), official != nil && !known
			for _, f := range ours {
				res := r.find(f, precision, p)
				there = there || res != nil
				row += r.figures(res, chosen)
			}
			if there {
				rows += row + "\n"
			}
		}
	}
	if rows != "" {
		fmt.Fprintf(b, "\n%s, %s:\n\n%s\n%s\n%s", arithmeticName(precision), photos, head, rule, rows)
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

// figures shows a result on some photos in three columns.
func (r *report) figures(res *result, chosen func(photo) bool) string {
	if res == nil {
		return " – | – | – |"
	}
	s := count(r.Set.photos, res.answers, r.results[0].answers, chosen)
	low, high := s.share(s.top1).wilson()
	return fmt.Sprintf(" **%s** (%.1f–%.1f) | %s | %s |", percent(s.share(s.top1)), 100*low, 100*high, percent(s.share(s.top5)), percent(s.share(s.agreement)))
}

// officialGrid writes the official files at every resolution.
func (r *report) officialGrid(b *strings.Builder) {
	fmt.Fprintf(b, "\n## The official files at every resolution\n\nTop-1 / top-5 on all photos.\n")
	for _, precision := range []string{"f32", "int8"} {
		rows := ""
		for _, f := range r.files {
			if f.slimmable() || r.bestOf(f, precision) == nil {
				continue
			}
			rows += fmt.Sprintf("| %s |", f.Name)
			for _, resolution := range paperResolutions {
				res := r.find(f, precision, point{f.Alpha, resolution})
				if res == nil {
					rows += " – |"
					continue
				}
				rows += fmt.Sprintf(" %s / %s |", percent(res.all.share(res.all.top1)), percent(res.all.share(res.all.top5)))
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
