package wall

import (
	"encoding/json/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

const onePost = `{"device":"AAAAAAAAAAAAAAAAAAAA-_","number":1,"name":" 민서 ","about":{"class":"phone","browser":"Chrome 142","cores":8,"program":"relaxed"},` +
	`"measured":"2026-11-30T21:15:00+09:00","tickMs":0.005,"drift":0.02,"weights":"own","points":[` +
	`{"alpha":0.25,"resolution":128,"precision":"f32","threads":1,"isa":"","median":2.5,"low":2,"high":3,"accuracy":41.5,"measured":false,"borrowed":false},` +
	`{"alpha":1,"resolution":224,"precision":"int8","threads":2,"isa":"scalar","median":30,"low":30,"high":30,"accuracy":null,"measured":true,"borrowed":true}]}`

func TestParsePost(t *testing.T) {
	for _, test := range []struct {
		name, old, new string // what is different from onePost
		want           string // in the error; "" for none
	}{
		{"as it should be", "", "", ""},
		{"a name of 40 letters", " 민서 ", strings.Repeat("민", 40), ""},
		{"a family of emoji", " 민서 ", "👩‍👩‍👧", ""},
		{"a letter newer than Unicode's tables here", " 민서 ", "\U000323b0", ""},
		{"spaces of other keyboards", " 민서 ", "\u00a0민\u3000서\u00a0", ""},
		{"a mark that turns text around", " 민서 ", "a\u202eb", "want characters that show"},
		{"the device's 22nd letter missing", "-_", "-", "want 22 random letters"},
		{"a letter that is not base64url", "-_", "-+", "want 22 random letters"},
		{"post 0", `"number":1`, `"number":0`, "number 0: want 1 to 50"},
		{"post 51", `"number":1`, `"number":51`, "number 51: want 1 to 50"},
		{"half a post", `"number":1`, `"number":1.5`, `member "/number": want a value as`},
		{"a number in a text", `"number":1`, `"number":"1"`, `member "/number": want a value as`},
		{"a name of 41 letters", " 민서 ", strings.Repeat("민", 41), "name of 41 characters: want at most 40"},
		{"another class", `"phone"`, `"fridge"`, `about.class "fridge": want one of`},
		{"no class", `"class":"phone",`, "", `about.class "": want one of`},
		{"a long browser", "Chrome 142", strings.Repeat("x", 41), "about.browser of 41 characters"},
		{"another program", `"relaxed"`, `"native"`, `about.program "native": want one of`},
		{"a time with seconds", "21:15:00", "21:15:01", "want a whole minute"},
		{"a time with parts of them", "21:15:00", "21:15:00.001", "want a whole minute"},
		{"a time long ago", "2026-", "1926-", "of this century"},
		{"no time", "2026-11-30T21:15:00+09:00", "yesterday", `member "/measured": want a value as`},
		{"a tick below 0", `"tickMs":0.005`, `"tickMs":-1`, "tickMs -1: want 0 to 1000"},
		{"a drift without end", `"drift":0.02`, `"drift":1e999`, `member "/drift": want a value as`},
		{"other weights", `"own"`, `"mine"`, `weights "mine": want one of`},
		{"no points", onePost[strings.Index(onePost, "[")+1 : len(onePost)-2], "", "the number of points 0: want 1 to 128"},
		{"null points", onePost[strings.Index(onePost, "[") : len(onePost)-1], "null", "the number of points 0"},
		{"α of 0", `"alpha":0.25`, `"alpha":0`, "point 0: alpha 0"},
		{"α of more than 1", `"alpha":1,`, `"alpha":1.25,`, "point 1: alpha 1.25"},
		{"a finer α than links have", `"alpha":0.25`, `"alpha":0.3`, "alpha 0.3: want a multiple of 1/256"},
		{"ρ between stops", `"resolution":128`, `"resolution":130`, "resolution 130: want a multiple of 32"},
		{"ρ of 0", `"resolution":128`, `"resolution":0`, "resolution 0: want 32 to 1024"},
		{"another precision", `"f32"`, `"f16"`, `precision "f16"`},
		{"no thread", `"threads":1`, `"threads":0`, "threads 0: want 1 to 16"},
		{"another instruction set", `"scalar"`, `"avx"`, `isa "avx"`},
		{"a time of 0", `"median":2.5,"low":2,"high":3`, `"median":0,"low":0,"high":0`, "low 0: want 0.0001"},
		{"a time below the lower whisker", `"median":2.5`, `"median":1.5`, "median 1.5: want 2"},
		{"a time above the upper whisker", `"median":2.5`, `"median":3.5`, "high 3: want 3.5"},
		{"an hour", `"high":3,`, `"high":3600000,`, "high 3.6e+06"},
		{"an accuracy of more than all", `41.5`, `101`, "accuracy 101: want 0 to 100"},
		{"a member of another case", `"number"`, `"Number"`, `member "/Number": want those of this request`},
		{"a member that is not known", `"isa":""`, `"isa":"","model":"x"`, `member "/points/0/model": want those of this request`},
		{"a member twice", `"drift"`, `"drift":0,"drift"`, "want JSON in UTF-8, with each member once"},
		{"nothing", onePost, "", "want JSON"},
		{"a list", onePost, "[]", "want a value as"},
		{"a null", onePost, "null", "want 22 random letters"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(onePost, test.old, test.new, 1)
			if text == onePost && test.old != "" {
				t.Fatalf("have no %s in the post", test.old)
			}
			_, err := parsePost([]byte(text))
			if test.want == "" && err != nil {
				t.Errorf("have %v, want no error", err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("have %v, want an error with %s", err, test.want)
			}
		})
	}
	have, err := parsePost([]byte(onePost))
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 11, 30, 12, 15, 0, 0, time.UTC); have.Name != "민서" || have.Measured != want {
		t.Errorf("have name %q at %v, want 민서 at %v", have.Name, have.Measured, want)
	}
	if have.Points[1].Accuracy != nil || *have.Points[0].Accuracy != 41.5 {
		t.Errorf("have accuracies %v and %v, want 41.5 and none", have.Points[0].Accuracy, have.Points[1].Accuracy)
	}
	many := strings.Replace(onePost, "}]}", "}"+strings.Repeat(onePost[strings.Index(onePost, `,{"alpha":1`):len(onePost)-2], 127)+"]}", 1)
	if _, err := parsePost([]byte(many)); err == nil || !strings.Contains(err.Error(), "points 129") {
		t.Errorf("have %v, want an error with points 129", err)
	}
}

// FuzzPost finds posts that are taken and are not the same when they are kept and read again, or cannot be exported.
func FuzzPost(f *testing.F) {
	f.Add([]byte(onePost))
	f.Add([]byte(strings.Replace(onePost, "민서", "=1+1", 1)))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := parsePost(text)
		if err != nil {
			return
		}
		kept, err := json.Marshal(p)
		if err != nil {
			t.Fatalf("have %v, want what was read to be written", err)
		}
		again, err := parsePost(kept)
		if err != nil {
			t.Fatalf("%s: have %v, want it read again", kept, err)
		}
		if twice, err := json.Marshal(again); err != nil || string(twice) != string(kept) {
			t.Errorf("have %s, want %s", twice, kept)
		}
		for _, row := range p.rows(1) {
			if len(row) != len(columns) {
				t.Errorf("have %d cells, want %d", len(row), len(columns))
			}
			if slices.ContainsFunc(row, func(cell string) bool { return harmless(cell) != cell }) {
				t.Errorf("have %q, want no formula", row)
			}
		}
	})
}

// FuzzOpening finds openings that are taken and have what a wall cannot have.
func FuzzOpening(f *testing.F) {
	f.Add([]byte(`{"title":"5 나","hours":24}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if o, err := parseOpening(text); err == nil && (o.Hours < 1 || o.Hours > maxHours || len([]rune(o.Title)) > maxTitle) {
			t.Errorf("have %+v, want at most %d letters and %d hours", o, maxTitle, maxHours)
		}
	})
}
