package link_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"mobilenet/wasm/internal/link"
)

// full has every member.
var full = link.State{
	Alpha: 0.5, Resolution: 160, Arithmetic: "scalar", Format: "int8", Cores: 2, Weights: "random",
	Source: "sample/traffic light", Mirror: "on", Seen: "large", Among: "504,769-770", Theme: "dark", Language: "ko", Panel: "time",
	Hide: "header,tab-paper", Embed: true, Wall: "K7QM-3XPT", Rest: "figure.budget=20&time.view=table",
}

func TestState(t *testing.T) {
	const hash = "#alpha=0.5&resolution=160&arithmetic=scalar&format=int8&cores=2&weights=random&source=sample/traffic+light&mirror=on&seen=large&among=504,769-770&theme=dark&lang=ko&panel=time&hide=header,tab-paper&embed=1&wall=K7QM-3XPT&figure.budget=20&time.view=table"
	if got := full.Hash(); got != hash {
		t.Errorf("have %s, want %s", got, hash)
	}
	for _, c := range []struct {
		name, hash string
		want       link.State
	}{
		{"what Hash wrote", hash, full},
		{"nothing", "", link.State{}},
		{"camera", "#source=camera", link.State{Source: "camera"}},
		{"a photo", "#source=photo", link.State{Source: "photo"}},
		{"a width between two decimals", "#alpha=0.5546875", link.State{Alpha: 0.5546875}},
		{"a set of classes by its name", "#among=dogs", link.State{Among: "dogs"}},
		{"a list of classes in any order", "#among=9,3,3-5", link.State{Among: "3-5,9"}},
		{"a list with what is no class", "#among=3,1000", link.State{}},
		{"names that are none", "#hide=,alpha,%22%5D,rho,&embed=yes", link.State{Hide: "alpha,rho"}},
		{"not legal, each left out", "#alpha=0&resolution=-7&arithmetic=gpu&format=int4&cores=-1&weights=x&source=sample/&mirror=1&theme=blue&lang=k%22o&panel=../x&wall=a/b", link.State{}},
		{"not a number", "#alpha=NaN&resolution=1e9&cores=all", link.State{}},
		{"more than can be counted", "#resolution=99999999999999999999&cores=99999999999999999999", link.State{}},
		{"as links once called them", "#weights=slim", link.State{Weights: "own"}},
		{"escapes", "#source=sample/caf%C3%a9+%26%3d%2B&b%2Eat=%31", link.State{Source: "sample/café &=+", Rest: "b.at=1"}},
		{"two of a kind: the first", "#alpha=0.5&alpha=1", link.State{Alpha: 0.5}},
		{"escapes that are cut short", "#source=sample/x%4&a.b=%&c.d=%g0&panel=time", link.State{Panel: "time"}},
		{"broken escape beside a good value", "#source=%zz&alpha=1", link.State{Alpha: 1}},
	} {
		if got := link.Parse(c.hash); got != c.want {
			t.Errorf("%s: have %+v, want %+v", c.name, got, c.want)
		}
	}
}

// What JavaScript reads before the program has come; TestLinks/before_the_program holds JavaScript to the same cases.
func TestBeforeTheProgram(t *testing.T) {
	content, err := os.ReadFile("testdata/links.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Hash, Theme, Language, Hide string
		Embed                             bool
	}
	if err := json.Unmarshal(content, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		have := link.Parse(c.Hash)
		if have.Theme != c.Theme || have.Language != c.Language || have.Hide != c.Hide || have.Embed != c.Embed {
			t.Errorf("%s: %s: have %+v, want %+v", c.Name, c.Hash, have, c)
		}
	}
}

// web/first.js answers a picture before the program has come unless the link asks for what changes that answer: what is new
// in a link is among these, or harmless.
func TestHarmless(t *testing.T) {
	script, err := os.ReadFile("../../../web/first.js")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(script), "const HARMLESS = ")
	list, _, _ = strings.Cut(list, ";")
	var have []string
	if err := json.Unmarshal([]byte(list), &have); err != nil {
		t.Fatalf("HARMLESS: %s: %v, want names", list, err)
	}
	have = append(have, "alpha", "resolution", "arithmetic", "format", "cores", "weights", "source", "among")
	var want []string
	for pair := range strings.SplitSeq(strings.TrimPrefix(full.Hash(), "#"), "&") {
		if key, _, _ := strings.Cut(pair, "="); !strings.Contains(key, ".") { // which are panels'
			want = append(want, key)
		}
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("have the members %q, want those of a link: %q", have, want)
	}
}

func TestHides(t *testing.T) {
	s := link.State{Hide: "header,tab-paper"}
	for name, want := range map[string]bool{"header": true, "tab-paper": true, "tab": false, "paper": false} {
		if have := s.Hides(name); have != want {
			t.Errorf("%q: have %v, want %v", name, have, want)
		}
	}
}

func TestKeep(t *testing.T) {
	s := link.State{Panel: "time"}.Keep("time.view", "a table & more").Keep("figure.budget", "20")
	if s.Kept("time.view") != "a table & more" || s.Kept("figure.budget") != "20" || s.Kept("other.key") != "" {
		t.Errorf("have %q of what was kept, want both values and no other", s.Rest)
	}
	if back := link.Parse(s.Hash()); back != s {
		t.Errorf("have %+v after a round trip, want %+v", back, s)
	}
	if s = s.Keep("time.view", ""); s.Rest != "figure.budget=20" {
		t.Errorf("have %q after forgetting one, want the other", s.Rest)
	}
}

func FuzzState(f *testing.F) {
	f.Add("#alpha=0.5&resolution=160&source=sample/orange")
	f.Add("%#&=;")
	f.Fuzz(func(t *testing.T, hash string) {
		s := link.Parse(hash)
		if back := link.Parse(s.Hash()); back != s {
			t.Errorf("%q: have %+v after a round trip, want %+v", hash, back, s)
		}
	})
}
