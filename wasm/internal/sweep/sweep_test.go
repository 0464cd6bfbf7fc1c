package sweep_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"mobilenet/wasm/internal/sweep"
)

// grid is the paper's sixteen networks.
func grid() []sweep.Configuration {
	var all []sweep.Configuration
	for _, alpha := range []float64{0.25, 0.5, 0.75, 1} {
		for _, resolution := range []int{128, 160, 192, 224} {
			all = append(all, sweep.Configuration{Alpha: alpha, Resolution: resolution, Precision: "f32", Threads: 1, Weights: "official"})
		}
	}
	return all
}

func TestPlan(t *testing.T) {
	all := grid()
	plan := sweep.Plan(all, all[0], rand.New(rand.NewPCG(1, 2)))
	counts := make(map[sweep.Configuration]int)
	references, between := 0, 0
	for _, v := range plan {
		if v.Reference {
			references++
			between = 0
			if v.Configuration != all[0] {
				t.Errorf("have the reference %v, want %v", v.Configuration, all[0])
			}
			continue
		}
		if between++; between > 12 {
			t.Error("more than twelve visits without one of the reference")
		}
		counts[v.Configuration]++
	}
	for _, c := range all {
		if counts[c] != sweep.Rounds {
			t.Errorf("%v: have %d visits, want %d", c, counts[c], sweep.Rounds)
		}
	}
	if !plan[0].Reference || !plan[len(plan)-1].Reference || references < 5 {
		t.Errorf("have %d visits of the reference, want them at the beginning, at the end and between", references)
	}
	var rounds [2][]sweep.Configuration
	for _, v := range plan {
		if v.Reference {
			continue
		}
		if len(rounds[0]) < len(all) {
			rounds[0] = append(rounds[0], v.Configuration)
		} else if len(rounds[1]) < len(all) {
			rounds[1] = append(rounds[1], v.Configuration)
		}
	}
	if slices.Equal(rounds[0], all) || slices.Equal(rounds[0], rounds[1]) {
		t.Error("have the rounds in order, want each in a random one of its own")
	}
	if have := sweep.Plan(nil, sweep.Configuration{}, rand.New(rand.NewPCG(1, 2))); have != nil {
		t.Errorf("of nothing: have %v, want nothing", have)
	}
}

func TestPasses(t *testing.T) {
	for _, c := range []struct {
		name string
		ms   float64
		want int
	}{
		{"unknown", 0, 3}, {"slow", 300, 3}, {"usual", 10, 25}, {"fast", 0.5, 40},
	} {
		if _, have := sweep.Passes(c.ms); have != c.want {
			t.Errorf("%s: have %d passes, want %d", c.name, have, c.want)
		}
	}
}

func TestLeft(t *testing.T) {
	all := grid()
	plan := sweep.Plan(all, all[0], rand.New(rand.NewPCG(1, 2)))
	if have := sweep.Left(plan, 0, time.Second); have != 0 {
		t.Errorf("before the first visit: have %v, want none", have)
	}
	half := len(plan) / 2
	have := sweep.Left(plan, half, 10*time.Second)
	if have < 7*time.Second || have > 13*time.Second {
		t.Errorf("after half of the visits in 10 s: have %v, want about as much", have)
	}
	if have := sweep.Left(plan, len(plan), 20*time.Second); have != 0 {
		t.Errorf("at the end: have %v, want none", have)
	}
}

func TestDrift(t *testing.T) {
	for _, c := range []struct {
		name    string
		medians []float64 // of the reference's visits
		want    float64
	}{
		{"none", nil, 0},
		{"one", []float64{10}, 0},
		{"two", []float64{10, 12}, 0.2},
		{"a moment's disturbance", []float64{10, 10, 10, 10, 17, 10, 10, 10, 10}, 0},
		{"ever hotter", []float64{10, 11, 12, 13, 14, 15, 16, 17, 18}, 0.6},
		{"busy at first", []float64{15, 16, 10, 10, 10}, 0.5},
	} {
		var m sweep.Measurements
		for _, ms := range c.medians {
			m.Add(sweep.Visit{Reference: true}, []float64{ms})
		}
		if have := m.Drift(); math.Abs(have-c.want) > 1e-9 {
			t.Errorf("%s: have a drift of %v, want %v", c.name, have, c.want)
		}
	}
}

func TestMeasurements(t *testing.T) {
	all := grid()
	var m sweep.Measurements
	if m.Drift() != 0 || m.Typical(all[1]) != 0 || m.Points() != nil {
		t.Error("have something before the first visit, want nothing")
	}
	m.Add(sweep.Visit{Configuration: all[0], Reference: true}, []float64{10, 10.2, 9.8})
	m.Add(sweep.Visit{Configuration: all[2]}, []float64{5, 4, 6, 20})
	m.Add(sweep.Visit{Configuration: all[1]}, []float64{3})
	m.Add(sweep.Visit{Configuration: all[1]}, []float64{5, 4})
	m.Add(sweep.Visit{Configuration: all[3]}, nil)
	m.Add(sweep.Visit{Configuration: all[0], Reference: true}, []float64{12, 11, 13})
	if have, want := m.Drift(), 0.2; math.Abs(have-want) > 1e-9 {
		t.Errorf("have a drift of %v, want %v: 12 ms after 10", have, want)
	}
	points := m.Points()
	if len(points) != 2 || points[0].Configuration != all[1] || points[1].Configuration != all[2] {
		t.Fatalf("have %v, want the two measured in order; the reference is none of them", points)
	}
	if p := points[0]; p.Median != 4 || p.Samples != 3 || p.Low != 3 || p.High != 5 || !math.IsNaN(p.Accuracy) {
		t.Errorf("have %+v, want the median 4 of three samples from two visits, between 3 and 5", p)
	}
	if p := points[1]; p.Median != 5.5 || p.P95 != 20 {
		t.Errorf("have %+v, want the median 5.5 and 20 as p95", p)
	}
}

func point(alpha float64, resolution int, ms, accuracy float64) sweep.Point {
	return sweep.Point{
		Configuration: sweep.Configuration{Alpha: alpha, Resolution: resolution, Precision: "f32", Threads: 1, Weights: "official"},
		Median:        ms, Low: 0.9 * ms, High: 1.2 * ms, P95: 1.3 * ms, Samples: 9, Accuracy: accuracy,
	}
}

func TestWithin(t *testing.T) {
	points := []sweep.Point{
		point(0.25, 128, 1, 41.5), point(0.25, 224, 3, 49.8), point(0.5, 192, 6, 61.7), point(0.75, 128, 6.5, 62.1),
		point(1, 128, 10, 65.2), point(1, 224, 30, 70.9), point(0.5, 224, 9, math.NaN()),
	}
	name := func(p *sweep.Point) string {
		if p == nil {
			return "none"
		}
		return string(rune('0'+int(4*p.Alpha))) + "/" + string(rune('0'+p.Resolution/32))
	}
	for _, c := range []struct {
		name                     string
		ms                       float64
		fits                     int
		best, onlyAlpha, onlyRho string // quarters of α, 32 pixels of ρ
	}{
		{"nothing", 0.5, 0, "none", "none", "none"},
		{"both together", 7, 4, "3/4", "1/7", "none"},
		{"only ρ is best", 12, 5, "4/4", "1/7", "4/4"},
		{"all", 100, 6, "4/7", "4/7", "4/7"},
	} {
		have := sweep.Within(points, c.ms)
		if len(have.Fits) != c.fits || name(have.Best) != c.best || name(have.OnlyAlpha) != c.onlyAlpha || name(have.OnlyRho) != c.onlyRho {
			t.Errorf("%s: within %v ms have %d that fit, best %s, only α %s, only ρ %s; want %d, %s, %s, %s", c.name, c.ms,
				len(have.Fits), name(have.Best), name(have.OnlyAlpha), name(have.OnlyRho), c.fits, c.best, c.onlyAlpha, c.onlyRho)
		}
	}
}

// record has a point of every kind.
func record() sweep.Record {
	r := sweep.Record{Time: time.Date(2026, 11, 23, 20, 40, 0, 0, time.UTC), TickMs: 0.1, Drift: 0.07}
	r.Points = []sweep.Point{point(0.25, 128, 0.8, 41.5), point(1, 224, 312, math.NaN()), point(0.5, 160, 7, 57.2), point(0.75, 192, 20, 66)}
	r.Points[1].ISA = "scalar"
	r.Points[2].Precision, r.Points[2].Threads, r.Points[2].Borrowed = "int8", 4, true
	r.Points[3].Measured = true
	return r
}

func TestEncode(t *testing.T) {
	want := record()
	have, err := sweep.Decode(want.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if !have.Time.Equal(want.Time) || have.TickMs != want.TickMs || have.Drift != want.Drift || len(have.Points) != len(want.Points) {
		t.Fatalf("have %+v, want %+v", have, want)
	}
	for i, w := range want.Points {
		h := have.Points[i]
		near := func(a, b float64) bool { return math.Abs(a/b-1) < 3e-4 }
		if h.Configuration != w.Configuration || !near(h.Median, w.Median) || !near(h.Low, w.Low) || !near(h.High, w.High) ||
			h.Borrowed != w.Borrowed || h.Measured != w.Measured || h.Accuracy != w.Accuracy && !(math.IsNaN(h.Accuracy) && math.IsNaN(w.Accuracy)) {
			t.Errorf("point %d: have %+v, want %+v", i, h, w)
		}
	}
	flat := record()
	flat.Points[2].Resolution = 0
	for name, code := range map[string]string{
		"no pixels": flat.Encode(), "empty": "", "not base64": "%%", "cut off": want.Encode()[:30], "another version": "Ag" + want.Encode()[2:],
	} {
		if _, err := sweep.Decode(code); err == nil {
			t.Errorf("%s: have no error", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(record().Encode())
	f.Add("AQ")
	f.Fuzz(func(t *testing.T, code string) {
		r, err := sweep.Decode(code)
		if err != nil {
			return
		}
		for _, p := range r.Points {
			if !(p.Alpha > 0 && p.Alpha <= 1 && p.Resolution > 0 && p.Median > 0 && p.Threads > 0) {
				t.Errorf("%q: have the point %+v, want one that can be drawn", code, p)
			}
		}
	})
}

func TestExports(t *testing.T) {
	r := record()
	lines := strings.Split(strings.TrimSpace(r.CSV()), "\r\n")
	if len(lines) != 5 || !strings.HasPrefix(lines[0], "alpha,resolution,isa,") {
		t.Fatalf("have the CSV %q, want a heading and four lines", r.CSV())
	}
	if want := `0.25,128,"simd","f32",1,"official",0.8,0.72,0.96,1.04,9,41.5,"published"`; lines[1] != want {
		t.Errorf("have the line %s, want %s", lines[1], want)
	}
	var decoded struct {
		Time   time.Time
		Device string
		Points []map[string]any
	}
	device := "a \"browser\" \\ on\ttabs"
	if err := json.Unmarshal([]byte(r.JSON(device)), &decoded); err != nil {
		t.Fatalf("%v in %s", err, r.JSON(device))
	}
	if decoded.Device != device || !decoded.Time.Equal(r.Time) || len(decoded.Points) != 4 {
		t.Errorf("have %+v, want the device %q and four points", decoded, device)
	}
	if p := decoded.Points[1]; p["top1_percent"] != nil || p["isa"] != "scalar" || p["median_ms"] != 312.0 {
		t.Errorf("have the point %v, want no accuracy, scalar, 312 ms", p)
	}
}
