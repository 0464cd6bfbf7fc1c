package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sheetsOf links to style sheets.
func sheetsOf(names ...string) (links string) {
	for _, name := range names {
		links += `<link rel="stylesheet" href="{{file "` + name + "\"}}\">\n"
	}
	return links
}

func TestRenderPages(t *testing.T) {
	tests := []struct{ name, page, want, style, fails string }{
		{"a file's address", `<p>{{file "a.js"}}</p>`, `<p>v/1/a.js</p>`, "", ""},
		{"a file that is not there", `<p>{{file "e.js"}}</p>`, "", "", "have no file e.js"},
		{"files by their names", `{{files "a.*" "*.js"}}`, `{"a.js":"v/1/a.js","b.js":"v/2/b.js","c.js":"v/3/c.js"}`, "", ""},
		{"files in a list", `{{list "c.*" "*.js"}}`, `["v/3/c.js","v/1/a.js","v/2/b.js"]`, "", ""},
		{"files that are not there", `{{files "text/*"}}`, "", "", "text/*: have no further file"},
		{"a module with what it imports", `{{programs "b.js"}}`, `["v/2/b.js"]`, "", ""},
		{"weights", `{{.Weights}}`, `["weights/one"]`, "", ""},
		{"what build it is", `{{.Build}}{{.Fresh}}`, hash([]byte("true")) + "true", "", ""},
		{"a text", `<p>{{text "a.b"}}</p>`, `<p>one <b>two</b></p>`, "", ""},
		{"a text whose key has parts", `{{define "x"}}<p>{{text "a." .}}</p>{{end}}{{template "x" "b"}}`, `<p>one <b>two</b></p>`, "", ""},
		{"a text that is not there", `{{text "a.c"}}`, "", "", "have no a.c, want a text"},
		{"what pages share", `{{template "b" .}}`, `<p>in en</p><p>in aa</p>`, "", ""},
		{"a language without the text", `{{range .Languages}}{{.Text "a.b"}}{{end}}`, "", "", "aa.json: have no a.b, want a text"},
		{"lessons", `{{(index .Lessons 0).ID}}`, "width", "", ""},
		{"what runs first", `{{.First}}`, `{"alpha":1}`, "", ""},
		{
			"style sheets", sheetsOf("a.css", "b.css") + "<p>", "<link rel=\"stylesheet\" href=\"v/4/page.css\">\n<p>",
			"page.css: a{}\nb{}\n", "",
		},
		{"one style sheet", sheetsOf("b.css"), "<link rel=\"stylesheet\" href=\"v/4/page.css\">\n", "page.css: b{}\n", ""},
		{"a style sheet that is not there", sheetsOf("c.css"), "", "", "c.css"},
		{
			"what a module imports", `{{modules "a.js"}}`,
			"<link rel=\"modulepreload\" href=\"v/2/b.js\">\n<link rel=\"modulepreload\" href=\"v/3/c.js\">\n", "", "",
		},
		{"a module that is not there", `{{modules "d.js"}}`, "", "", "d.js"},
		{"languages", `{{range .Languages}}{{.Code}} {{.Name}}, {{end}}`, "en English, aa Aaa, ", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			web := write(t, "page.html", test.page)
			for name, content := range map[string]string{
				"text/en.json": `{"language.name": "English", "a.b": "one <b>two</b>", "in": "in en"}`, "text/aa.json": `{"language.name": "Aaa", "in": "in aa"}`,
				"a.css": "a{}\n", "b.css": "b{}\n",
				"a.js": "import {\n  x,\n} from \"./b.js\";\nimport * as c from \"./c.js\";\nimport(\"./late.js\");\n",
				"b.js": "", "c.js": "",
				"shared/b.html": `{{define "b"}}{{range .Languages}}<p>{{.Text "in"}}</p>{{end}}{{end}}`,
			} {
				path := filepath.Join(web, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			pages, sheets, err := readPages(web)
			var rendered map[string][]byte
			if err == nil {
				at := addresses{"a.js": "v/1/a.js", "b.js": "v/2/b.js", "c.js": "v/3/c.js", "page.css": "v/4/page.css"}
				rendered, err = renderer{web, at, `{"alpha":1}`, []string{"weights/one"}, true}.renderAll(pages)
			}
			if test.fails != "" {
				if err == nil || !strings.Contains(err.Error(), test.fails) {
					t.Errorf("have %v, want an error with %q", err, test.fails)
				}
				return
			}
			if err != nil || len(pages) != 1 {
				t.Fatalf("have %d pages, %v, want 1", len(pages), err)
			}
			var style string
			for _, sheet := range sheets {
				style += sheet.name + ": " + string(sheet.content)
			}
			if style != test.style {
				t.Errorf("style: have %q, want %q", style, test.style)
			}
			if have := string(rendered["page.html"]); have != test.want {
				t.Errorf("have %q, want %q", have, test.want)
			}
		})
	}
}

// A page has the policy in itself that _headers gives to hosts that read it, but for what an element cannot say.
func TestPolicy(t *testing.T) {
	have, err := policy()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := hostRules.ReadFile("_headers")
	if err != nil {
		t.Fatal(err)
	}
	if want := "Content-Security-Policy: " + have + "; frame-ancestors *\n"; !strings.Contains(string(rules), want) {
		t.Errorf("have %q, want _headers to say %q", have, want)
	}
	for _, name := range []string{"index.html", "wall.html", "bench.html", "teachers.html"} {
		content, err := os.ReadFile(filepath.Join("../../web", name))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(content), "{{policy}}") {
			t.Errorf("%s: have no {{policy}}, want it", name)
		}
	}
}
