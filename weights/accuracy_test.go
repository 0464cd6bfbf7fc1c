package weights

import (
	"errors"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"
)

const testDigest = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"

const testAccuracy = `{
	"date": "2026-11-23", "photos": "five photos", "photosSHA256": "abc", "teacher": "wide", "program": "a.wasm 123", "more": [1],
	"measurements": [
		{"weights": "own", "sha256": "` + testDigest + `", "precision": "f32", "alpha": 0.5, "resolution": 160,
			"photos": 5, "top1": [0.4, 0.1176, 0.7693], "top5": [1, 0.5655, 1], "agreement": [0, 0, 0.4345], "more": {}},
		{"weights": "own", "sha256": "` + testDigest + `", "precision": "f32", "alpha": 0.25, "resolution": 160,
			"photos": 2, "top1": [0.5, 0.0945, 0.9055], "top5": [1, 0.3424, 1], "agreement": [0, 0, 0.6576]}
	]
}`

func TestParseAccuracy(t *testing.T) {
	want := &Accuracy{
		Date: "2026-11-23", Photos: "five photos", PhotosSHA256: "abc", Teacher: "wide", Program: "a.wasm 123",
		Measurements: []Measurement{
			{
				Weights: "own", SHA256: testDigest, Precision: "f32", Alpha: 0.5, Resolution: 160, Photos: 5,
				Top1: Share{0.4, 0.1176, 0.7693}, Top5: Share{1, 0.5655, 1}, Agreement: Share{0, 0, 0.4345},
			},
			{
				Weights: "own", SHA256: testDigest, Precision: "f32", Alpha: 0.25, Resolution: 160, Photos: 2,
				Top1: Share{0.5, 0.0945, 0.9055}, Top5: Share{1, 0.3424, 1}, Agreement: Share{0, 0, 0.6576},
			},
		},
	}
	have, err := ParseAccuracy([]byte(testAccuracy))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(have, want) {
		t.Errorf("have %+v\nwant %+v", have, want)
	}
}

func TestParseNoAccuracy(t *testing.T) {
	a, err := ParseAccuracy([]byte(`{"measurements": []}`))
	if err != nil || len(a.Measurements) != 0 {
		t.Errorf("have %+v, %v, want no measurements", a, err)
	}
}

func TestFindAccuracy(t *testing.T) {
	a := &Accuracy{Measurements: []Measurement{
		{SHA256: "a", Precision: "f32", Resolution: 160, Photos: 1},
		{SHA256: "a", Precision: "f32", Resolution: 224, Photos: 2},
		{SHA256: "a", Precision: "int8", Resolution: 160, Photos: 3},
		{SHA256: "b", Precision: "f32", Resolution: 160, Photos: 4},
	}}
	for _, test := range []struct {
		name, sha256, precision string
		resolution, want        int // photos, 0 for none
	}{
		{"the first", "a", "f32", 160, 1},
		{"another resolution", "a", "f32", 224, 2},
		{"another precision", "a", "int8", 160, 3},
		{"another file", "b", "f32", 160, 4},
		{"no such resolution", "a", "f32", 192, 0},
		{"no such file", "c", "f32", 160, 0},
	} {
		m, ok := a.Find(test.sha256, test.precision, test.resolution)
		if m.Photos != test.want || ok != (test.want > 0) {
			t.Errorf("%s: have %v, %v, want %v", test.name, m.Photos, ok, test.want)
		}
	}
}

func TestParseAccuracyRefuses(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"no object", testAccuracy, "[]", "have"},
		{"cut short", "\n}", "", "unexpected EOF"},
		{"no date", `"date": "2026-11-23",`, "", "want when"},
		{"no photos", `"photos": "five photos",`, "", "on what"},
		{"short digest", testDigest, "abc", "sha256: have"},
		{"precision", `"precision": "f32"`, `"precision": "f16"`, "precision: have"},
		{"no width", `"alpha": 0.5`, `"alpha": 0`, "have alpha 0"},
		{"no resolution", `"resolution": 160`, `"resolution": 0`, "at 0 pixels"},
		{"on nothing", `"photos": 5`, `"photos": 0`, "on 0 photos"},
		{"share of two", "[0.4, 0.1176, 0.7693]", "[0.4, 0.1176]", "have 2 numbers"},
		{"percent", "[0.4, 0.1176, 0.7693]", "[40, 11, 76]", "have the share"},
		{"outside its interval", "[0.4, 0.1176, 0.7693]", "[0.1, 0.1176, 0.7693]", "have the share"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseAccuracy([]byte(strings.Replace(testAccuracy, test.old, test.new, 1)))
			if err == nil || !strings.HasPrefix(err.Error(), "weights: accuracy: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
}

// The repository's own file is one, and the share of each network whose weights have this digest can be found.
func TestAccuracyFile(t *testing.T) {
	data, err := os.ReadFile("accuracy.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("accuracy.json is not there: make accuracy writes it")
	}
	if err != nil {
		t.Fatal(err)
	}
	a, err := ParseAccuracy(data)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Measurements) == 0 {
		t.Error("have no measurements, want some")
	}
	for _, m := range a.Measurements {
		if have, ok := a.Find(m.SHA256, m.Precision, m.Resolution); !ok || have != m {
			t.Errorf("have %+v, want %+v", have, m)
		}
	}
}
