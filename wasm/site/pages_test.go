package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRenderPages(t *testing.T) {
	tests := []struct{ name, page, want, fails string }{
		{"a page's own text", `<p>{{.Assets}}</p>`, `<p>v/1</p>`, ""},
		{"a text", `<p>{{text "a.b"}}</p>`, `<p>one <b>two</b></p>`, ""},
		{"a text whose key has parts", `{{define "x"}}<p>{{text "a." .}}</p>{{end}}{{template "x" "b"}}`, `<p>one <b>two</b></p>`, ""},
		{"a text that is not there", `{{text "a.c"}}`, "", "have no a.c, want a text"},
		{"what pages share", `{{template "b" .}}`, `<p>in en</p><p>in aa</p>`, ""},
		{"a language without the text", `{{range .Languages}}{{.Text "a.b"}}{{end}}`, "", "aa.json: have no a.b, want a text"},
		{"lessons", `{{(index .Lessons 0).ID}}`, "width", ""},
		{"languages", `{{range .Languages}}{{.Code}} {{.Name}}, {{end}}`, "en English, aa Aaa, ", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			web, out := write(t, "page.html", test.page), t.TempDir()
			for name, content := range map[string]string{
				"text/en.json": `{"language.name": "English", "a.b": "one <b>two</b>", "in": "in en"}`, "text/aa.json": `{"language.name": "Aaa", "in": "in aa"}`,
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
			n, err := renderPages(out, web, "v/1")
			if test.fails != "" {
				if err == nil || !strings.Contains(err.Error(), test.fails) {
					t.Errorf("have %v, want an error with %q", err, test.fails)
				}
				return
			}
			if err != nil || n != 1 {
				t.Fatalf("have %d pages, %v, want 1", n, err)
			}
			if have := string(read(t, filepath.Join(out, "page.html"))); have != test.want {
				t.Errorf("have %q, want %q", have, test.want)
			}
		})
	}
}
