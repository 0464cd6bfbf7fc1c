package main

import (
	"strings"
	"testing"
)

func TestAddress(t *testing.T) {
	leaf := asset{"leaf.js", []byte("export const x = 1;\n")}
	tests := []struct {
		name   string
		assets assets
		want   string // of the first asset, with the hashes of others by their names in brackets
		fails  string
	}{
		{"nothing imported", assets{leaf}, "export const x = 1;\n", ""},
		{"imported", assets{{"a.js", []byte("import { x } from \"./leaf.js\";\n")}, leaf}, "import { x } from \"../[leaf.js]/leaf.js\";\n", ""},
		{"on several lines", assets{{"a.js", []byte("import {\n  x,\n} from \"./leaf.js\";\n")}, leaf}, "import {\n  x,\n} from \"../[leaf.js]/leaf.js\";\n", ""},
		{"imported late", assets{{"a.js", []byte("  await import(\"./leaf.js\");\n")}, leaf}, "  await import(\"../[leaf.js]/leaf.js\");\n", ""},
		{"a type", assets{{"a.js", []byte("/** @typedef {import(\"./a.js\").A} A */\n")}}, "/** @typedef {import(\"./a.js\").A} A */\n", ""},
		{
			"by another",
			assets{{"a.js", []byte("import \"./b.js\";\n")}, {"b.js", []byte("import \"./leaf.js\";\n")}, leaf},
			"import \"../[b.js]/b.js\";\n", "",
		},
		{"no module", assets{{"a.txt", []byte("import \"./leaf.js\";\n")}, leaf}, "import \"./leaf.js\";\n", ""},
		{"absent", assets{{"a.js", []byte("import \"./leaf.js\";\n")}}, "", "a.js: leaf.js: have no such file"},
		{"a circle", assets{{"a.js", []byte("import \"./b.js\";\n")}, {"b.js", []byte("import \"./a.js\";\n")}}, "", "a.js: imports itself"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			at, err := test.assets.address()
			if test.fails != "" {
				if err == nil || !strings.Contains(err.Error(), test.fails) {
					t.Errorf("have %v, want an error with %q", err, test.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := test.want
			for _, one := range test.assets {
				want = strings.ReplaceAll(want, "["+one.name+"]", hash(one.content))
				if have := at[one.name]; have != "v/"+hash(one.content)+"/"+one.name {
					t.Errorf("%s: have the address %s, want that of its content", one.name, have)
				}
			}
			if have := string(test.assets[0].content); have != want {
				t.Errorf("have %q, want %q", have, want)
			}
		})
	}
}
