package e2e

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// membersOf returns the members that a type of wasm/internal/message has in JavaScript, with those of what is embedded in it:
// its fields, with the capitals at their start made small.
func membersOf(t *testing.T, name string) []string {
	t.Helper()
	paths, err := filepath.Glob("../wasm/internal/message/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var members []string
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			of, ok := n.(*ast.TypeSpec)
			if !ok || of.Name.Name != name {
				return true
			}
			for _, field := range of.Type.(*ast.StructType).Fields.List {
				if field.Names == nil {
					members = append(members, membersOf(t, field.Type.(*ast.Ident).Name)...)
				}
				for _, field := range field.Names {
					members = append(members, regexp.MustCompile(`^[A-Z]+`).ReplaceAllStringFunc(field.Name, strings.ToLower))
				}
			}
			return false
		})
	}
	if members == nil {
		t.Fatalf("wasm/internal/message has no %s", name)
	}
	slices.Sort(members)
	return members
}

// What JavaScript puts together has the members that Go reads, and a result's those for whoever measures.
func (s *engineSite) testMessages(t *testing.T) {
	page := s.labPage(t)
	have := call[map[string][]string](t, page, fmt.Sprintf(`await (async () => {
		const ready = await %s.ready(), frame = {bitmap: await picture(64, 64), cam: true, features: true, logits: true};
		const result = await ask({kind: "frame", ...frame});
		const bench = await ask({kind: "bench", runs: 1, layers: true, logits: true});
		const messages = {Ready: ready, Result: result, Times: result.times, Cam: result.cam, Answer: result.top[0], BenchResult: bench};
		return Object.fromEntries(Object.entries(messages).map(
			([name, message]) => [name, Object.keys(message).filter((key) => key !== "kind" && key !== "id").sort()]));
	})()`, client))
	for name, members := range have {
		want := membersOf(t, name)
		if name == "Result" {
			want = append(want, "alpha", "isa", "memory", "precision", "slot")
			slices.Sort(want)
		}
		if !slices.Equal(members, want) {
			t.Errorf("%s: have the members %s, want %s", name, strings.Join(members, ", "), strings.Join(want, ", "))
		}
	}
}
