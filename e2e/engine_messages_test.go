package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// listedMembers returns the members that a type of wasm/internal/message lists, with those of what is embedded in it.
func listedMembers(t *testing.T, name string) []string {
	t.Helper()
	paths, err := filepath.Glob("../wasm/internal/message/*.go")
	if err != nil {
		t.Fatal(err)
	}
	lists := regexp.MustCompile(`(?s)func \(\w+ \*` + name + `\) members\(o \*object\) \{(.*?)\}\n`)
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		list := lists.FindStringSubmatch(string(source))
		if list == nil {
			continue
		}
		var members []string
		for _, embedded := range regexp.MustCompile(`\w\.(\w+)\.members\(o\)`).FindAllStringSubmatch(list[1], -1) {
			members = append(members, listedMembers(t, embedded[1])...)
		}
		for _, member := range regexp.MustCompile(`"(\w+)"`).FindAllStringSubmatch(list[1], -1) {
			members = append(members, member[1])
		}
		slices.Sort(members)
		return members
	}
	t.Fatalf("wasm/internal/message has no %s", name)
	return nil
}

// What JavaScript puts together has the members that Go reads, and a result's those for whoever measures.
func (s *engineSite) testMessages(t *testing.T) {
	page := s.labPage(t)
	have := call[map[string][]string](t, page, fmt.Sprintf(`await (async () => {
		const ready = await %s.ready(), frame = {bitmap: await picture(64, 64), cam: true};
		const result = await ask({kind: "frame", ...frame});
		const bench = await ask({kind: "bench", runs: 1, layers: true, logits: true});
		const messages = {Ready: ready, Result: result, Times: result.times, Cam: result.cam, Answer: result.top[0], BenchResult: bench};
		return Object.fromEntries(Object.entries(messages).map(
			([name, message]) => [name, Object.keys(message).filter((key) => key !== "kind" && key !== "id").sort()]));
	})()`, client))
	for name, members := range have {
		want := listedMembers(t, name)
		if name == "Result" {
			want = append(want, "alpha", "isa", "memory", "precision", "slot")
			slices.Sort(want)
		}
		if !slices.Equal(members, want) {
			t.Errorf("%s: have the members %s, want %s", name, strings.Join(members, ", "), strings.Join(want, ", "))
		}
	}
}
