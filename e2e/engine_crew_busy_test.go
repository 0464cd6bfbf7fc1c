package e2e

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A crew that becomes slower than one thread is given up, and tried again in a while, later each time that this does not
// pay; another network starts afresh. The crew's script runs with a clock, a program and members that the test makes.
func (s *engineSite) testCrewReturns(t *testing.T) {
	source, err := os.ReadFile("../web/crew.js")
	if err != nil {
		t.Fatal(err)
	}
	const client = `import { EngineClient } from "./client.js";`
	if !strings.Contains(string(source), client) {
		t.Fatalf("have no %s in crew.js, want it", client)
	}
	script := strings.Replace(string(source), client, `class EngineClient { async request() {} stop() {} }`, 1)
	script = regexp.MustCompile(`from "\./([^"]+)"`).ReplaceAllStringFunc(script, func(from string) string {
		return `from "../` + asset(t, s.dir, strings.TrimSuffix(strings.TrimPrefix(from, `from "./`), `"`)) + `"`
	})
	address := s.add(t, "crew-alone.js", []byte(script))
	page := s.open(t, "")
	have := call[[]string](t, page, fmt.Sprintf(`await (async () => {
		Object.defineProperty(navigator, "hardwareConcurrency", {value: 2});
		let now = 0, threads = 1, busy = false;
		performance.now = () => now;
		const pass = () => { now += threads === 1 ? 10 : busy ? 30 : 6; };
		const program = {exports: {forward: pass}, control: {crewBytes: () => 8, lead: (n) => { threads = n; }, leave: () => { threads = 1; }}};
		const seat = {over: false, sit() {}, callOff() {}, wake() {}};
		const {Crew} = await import(new URL(%q, document.baseURI));
		const crew = new Crew(program, seat, null), said = [];
		const frames = async (n) => {
			for (let i = 0; i < n; i++) {
				const start = now;
				pass();
				crew.mend(now - start);
				now += 20; // until the next frame
				await new Promise((resolve) => setTimeout(resolve, 0));
			}
		};
		// Frames until so many threads compute; in which multiple of four seconds that was.
		const until = async (wanted) => {
			const start = now;
			while (crew.threads !== wanted && now < start + 200_000) await frames(1);
			await new Promise((resolve) => setTimeout(resolve, 150)); // three races with a pause after each
			return "less than " + 4 * Math.ceil((now - start) / 4000) + " s";
		};
		const say = (what) => said.push(what + ": " + crew.threads + " " + (crew.note?.key ?? ""));
		await crew.form({auto: true}, "a");
		say("free");
		busy = true;
		await until(1);
		say("busy");
		await frames(600); // 18 s: races after 4 and 12, the next after 28
		say("still busy");
		busy = false;
		said.push("again after " + await until(2));
		say("free again");
		crew.pause();
		await crew.form({auto: true}, "b");
		busy = true;
		await until(1);
		busy = false;
		said.push("another network: again after " + await until(2));
		return said;
	})()`, address))
	want := []string{
		"free: 2 ", "busy: 1 cores.slower", "still busy: 1 ", "again after less than 12 s", "free again: 2 ", "another network: again after less than 8 s",
	}
	if !slices.Equal(have, want) {
		t.Errorf("have\n%q, want\n%q", have, want)
	}
}
