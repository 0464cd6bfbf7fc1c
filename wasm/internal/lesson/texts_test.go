package lesson_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mobilenet/model"
	"mobilenet/wasm/internal/lesson"
	"mobilenet/wasm/internal/provenance"
	"mobilenet/wasm/internal/sweep"
	"mobilenet/weights/layers"
)

// cost counts a network.
func cost(t *testing.T, alpha float64, resolution int) layers.Cost {
	t.Helper()
	table, err := layers.New(alpha, resolution, layers.Separable, 0)
	if err != nil {
		t.Fatal(err)
	}
	return table.Sum()
}

// largestPair is the memory of the largest input and output of one layer, in MB of float32.
func largestPair(t *testing.T, alpha float64, resolution int) float64 {
	t.Helper()
	table, err := layers.New(alpha, resolution, layers.Separable, 0)
	if err != nil {
		t.Fatal(err)
	}
	largest := 0
	for _, l := range table {
		largest = max(largest, l.In.Elements()+l.Out.Elements())
	}
	return 4 * float64(largest) / 1e6
}

// top1 is the published accuracy of a network in percent.
func top1(t *testing.T, alpha float64, resolution int, int8 bool) float64 {
	t.Helper()
	a, ok := model.PublishedAccuracy(alpha, resolution, int8)
	if !ok {
		t.Fatalf("have no accuracy of α = %v at %d pixels, want that published", alpha, resolution)
	}
	return a.Top1
}

// phone is the published time of a phone in ms.
func phone(t *testing.T, alpha float64, resolution int, precision string) float64 {
	t.Helper()
	for _, p := range sweep.Phone(func(float64, int, bool) float64 { return 0 }) {
		if p.Alpha == alpha && p.Resolution == resolution && p.Precision == precision {
			return p.Median
		}
	}
	t.Fatalf("have no time of α = %v at %d pixels in %s, want that published", alpha, resolution, precision)
	return 0
}

// tables returns the texts of every language.
func tables(t *testing.T) map[string]map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../../../web/text/*.json")
	if err != nil || len(paths) < 2 {
		t.Fatalf("have the tables %q, %v, want English and Korean at least", paths, err)
	}
	all := make(map[string]map[string]string)
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var table map[string]string
		if err := json.Unmarshal(content, &table); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all[filepath.Base(path)] = table
	}
	return all
}

// The figures in the texts of lessons, and on the teacher's page, are what the model, the paper or what was published
// says.
func TestFigures(t *testing.T) {
	one := func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
	whole := func(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) }
	share := func(a, b layers.Cost) float64 { return 100 * float64(a.MultiplyAdds) / float64(b.MultiplyAdds) }
	counted := lesson.Count()
	printed, corrected := 0.0, 0.0
	for i, text := range lesson.Printed() {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		printed, corrected = printed+v, corrected+counted[i]
	}
	narrow, few := share(cost(t, 0.5, 160), cost(t, 1, 160)), share(cost(t, 0.5, 224), cost(t, 0.5, 128))
	depthwise, _ := of(t, "time").Reference(nil)
	race := lesson.RaceLayer
	detectorBody, _ := of(t, "detector").Reference(nil)
	detectorWeights := bodyWeights(t)
	both := top1(t, 0.5, 128, false) - top1(t, 0.25, 224, false)
	for _, test := range []struct {
		key  string
		want []string
	}{
		{"lessons.width-because", []string{one(narrow), "25%"}},
		{"teachers.width-expect", []string{one(narrow), whole(100 * phone(t, 0.5, 160, "f32") / phone(t, 1, 160, "f32"))}},
		{"teachers.width-ask", []string{one(share(cost(t, 0.25, 160), cost(t, 1, 160))), "6.25"}},
		{"lessons.resolution-read-1", []string{"0.571"}},
		{"lessons.resolution-because", []string{one(1e4 / few), one(100 * 128. * 128 / 224 / 224), one(largestPair(t, 1, 224)), one(largestPair(t, 1, 128))}},
		{"teachers.resolution-wrong", []string{whole(100 * 128. / 224)}},
		{"teachers.resolution-expect", []string{one(1e4 / few), whole(100 * phone(t, 0.5, 128, "f32") / phone(t, 0.5, 224, "f32"))}},
		{"lessons.both-because", []string{
			one(70.6 - 68.4), one(63.7 - 50.6), // of Table 6
			one(top1(t, 0.5, 128, false)), one(top1(t, 0.25, 224, false)), one(top1(t, 0.75, 160, false)), one(top1(t, 1, 128, false)),
		}},
		{"teachers.both-expect", []string{one(both)}},
		{"lessons.time-read-3", []string{one(depthwise)}},
		{"teachers.time-expect", []string{one(depthwise)}},
		{"lessons.separable-because", []string{one(1 / race.Reduction()), one(71.7 - 70.6)}}, // of Table 4
		{"teachers.separable-expect", []string{one(1 / race.Reduction()), one(4 * float64(race.StandardWeights()) / 1e6)}},
		{"lessons.int8-because", []string{one(top1(t, 0.5, 160, false) - top1(t, 0.5, 160, true))}},
		{"teachers.int8-expect", []string{one(phone(t, 0.5, 160, "f32") / phone(t, 0.5, 160, "int8"))}},
		{"lessons.slip-because", []string{lesson.Printed()[2], fmt.Sprint(counted[2]), strconv.FormatFloat(corrected, 'f', 2, 64)}},
		{"teachers.slip-expect", []string{lesson.Printed()[2], fmt.Sprint(counted[2]), strconv.FormatFloat(printed, 'f', 2, 64), strconv.FormatFloat(100-printed, 'f', 2, 64)}},
		{"lessons.examples-because", []string{"5,140"}}, // 20 classes of 256 features and a bias
		{"lessons.detector-read-2", []string{"1,917"}},
		{"lessons.detector-because", []string{one(detectorBody), whole(detectorWeights), one(21.1 - 19.3)}}, // of Table 13
		{"teachers.detector-expect", []string{one(detectorBody)}},
	} {
		for language, table := range tables(t) {
			for _, want := range test.want {
				if have := table[test.key]; !strings.Contains(have, want) {
					t.Errorf("%s: %s: have %q, want it to say %s", language, test.key, have, want)
				}
			}
		}
	}
}

// The ranges on the teacher's page hold what the model says and what was published of a phone.
func TestRanges(t *testing.T) {
	ends := regexp.MustCompile(`^<b>([0-9.]+)[^0-9]+([0-9.]+)`)
	part := func(alpha, beta float64, small, large int) float64 {
		return 100 * phone(t, alpha, small, "f32") / phone(t, beta, large, "f32")
	}
	madds := func(id string) float64 {
		reference, _ := of(t, id).Reference(nil)
		return reference
	}
	for id, values := range map[string][]float64{
		"width":      {madds("width"), part(0.5, 1, 160, 160)},
		"resolution": {madds("resolution"), part(0.5, 0.5, 128, 224)},
		"time":       {}, // depthwise layers take more of it than of the multiply-adds
		"separable":  {madds("separable")},
		"detector":   {madds("detector")},
		"int8":       {phone(t, 0.5, 160, "f32") / phone(t, 0.5, 160, "int8"), phone(t, 1, 224, "f32") / phone(t, 1, 224, "int8")},
	} {
		l := of(t, id)
		for language, table := range tables(t) {
			text := table["teachers."+id+"-expect"]
			found := ends.FindStringSubmatch(text)
			if found == nil {
				t.Errorf("%s: %s: have %q, want it to begin with a range", language, id, text)
				continue
			}
			low, err := strconv.ParseFloat(found[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			high, err := strconv.ParseFloat(found[2], 64)
			if err != nil {
				t.Fatal(err)
			}
			if low >= high || low < l.Guess.Low || high > l.Guess.High {
				t.Errorf("%s: %s: have %v to %v, want a range within what can be guessed, %v", language, id, low, high, l.Guess)
			}
			for _, v := range values {
				if v < low || v > high {
					t.Errorf("%s: %s: have %v to %v, want %.2f within", language, id, low, high, v)
				}
			}
		}
	}
}

// bodyWeights returns what percentage of the weights of the detector of Table 13 its body has.
func bodyWeights(t *testing.T) float64 {
	table := theDetector(t)
	return 100 * float64(table.SumPart(layers.Body).Weights) / float64(table.Sum().Weights)
}

// theDetector returns the layers of the detector of Table 13.
func theDetector(t *testing.T) layers.Table {
	t.Helper()
	table, err := layers.New(lesson.DetectorAlpha, layers.SSDResolution, layers.SSD, 0)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// Numbers that languages write in words of their own.
func TestWrittenFigures(t *testing.T) {
	a, b, e, d := cost(t, 0.25, 224), cost(t, 0.5, 128), cost(t, 0.75, 160), cost(t, 1, 128)
	if times := float64(cost(t, 1, 224).MultiplyAdds) / float64(b.MultiplyAdds); times < 11 || times > 13 {
		t.Errorf("lessons.both-read-1: have 1/%.1f of the work, want about a twelfth", times)
	}
	if fewer := 1 - float64(e.MultiplyAdds)/float64(d.MultiplyAdds); fewer < 0.08 || fewer > 0.12 {
		t.Errorf("lessons.both-because: have %.3f fewer, want about a tenth", fewer)
	}
	if have := strconv.FormatInt((a.MultiplyAdds+50_000)/100_000, 10) + " " + strconv.FormatInt((b.MultiplyAdds+50_000)/100_000, 10); have != "410 492" {
		t.Errorf("teachers.both-expect: have %s hundred thousands, want 41.0 and 49.2 million", have)
	}
	boxes := 0
	for _, l := range theDetector(t) {
		if l.Part() == layers.Heads && strings.HasSuffix(l.Name, "/boxes") {
			boxes += l.Out.Elements() / 4
		}
	}
	if boxes != 1917 {
		t.Errorf("lessons.detector-read-2: have %d boxes, want 1,917", boxes)
	}
	if have := 20 * (layers.Channels(1024, 0.25) + 1); have != 5140 {
		t.Errorf("lessons.examples-because: have %d numbers, want 5,140", have)
	}
	if c := lesson.RaceLayer; c.StandardWeights() != 2_359_296 || c.SeparableWeights() != 266_752 {
		t.Errorf("lessons.separable-because: have %d and %d weights, want 2.36 and 0.27 million", c.StandardWeights(), c.SeparableWeights())
	}
}

// Each lesson says everything, in every language; the teacher's page too. Its figures have sources that there are.
func TestTexts(t *testing.T) {
	for language, table := range tables(t) {
		for i := range lesson.All {
			l := &lesson.All[i]
			keys := []string{"lessons." + l.ID, "panel." + l.Panel, "lessons.unit-" + l.Guess.Unit, l.OutcomeText()}
			if key, _ := l.Note(make([]float64, l.Values())); key != "" {
				keys = append(keys, key)
			}
			var sources []string
			for _, part := range []string{"line", "read-1", "read-2", "read-3", "guess", "why", "because", "where"} {
				keys = append(keys, "lessons."+l.ID+"-"+part)
			}
			for _, part := range []string{"aim", "wrong", "expect", "ask", "mind"} {
				keys = append(keys, "teachers."+l.ID+"-"+part)
			}
			if wrong := table["teachers."+l.ID+"-wrong"]; !strings.Contains(wrong, l.Write(l.Common)) {
				t.Errorf("%s: have teachers.%s-wrong %q, want it to say %s", language, l.ID, wrong, l.Write(l.Common))
			}
			if _, ok := l.Reference(make([]float64, l.Values())); ok {
				keys, sources = append(keys, "lessons."+l.ID+"-bar"), append(sources, l.ReferenceSource())
			}
			found := l.Table(nil)
			for _, row := range found.Rows {
				if len(row.Cells) != len(found.Columns)-1 {
					t.Errorf("%s: have %d cells, want one for each of %d columns after the name", l.ID, len(row.Cells), len(found.Columns)-1)
				}
				if row.Key != "" {
					keys = append(keys, row.Key)
				}
			}
			for _, column := range found.Columns {
				keys, sources = append(keys, column.Key), append(sources, column.Source)
			}
			for _, key := range keys {
				if table[key] == "" {
					t.Errorf("%s, %s: have no text %q, want one", language, l.ID, key)
				}
			}
			for _, source := range sources {
				if _, ok := provenance.All[source]; !ok {
					t.Errorf("%s: have the source %q, want one of package provenance", l.ID, source)
				}
			}
		}
	}
}
