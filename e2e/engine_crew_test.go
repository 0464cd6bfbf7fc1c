package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mobilenet/e2e/benchpage"
)

// threadsInfo is what window.info() says of threads.
type threadsInfo struct {
	Threads     int
	ThreadsNote string
}

// One, two and three threads give the same logits bit for bit, with every instruction set and in integers.
func (s *engineSite) testThreads(t *testing.T) {
	for _, query := range []string{"isa=simd", "isa=relaxed", "isa=scalar", "isa=simd&precision=int8", "isa=relaxed&precision=int8"} {
		t.Run(query, func(t *testing.T) {
			points := []struct {
				alpha      float64
				resolution int
			}{{0.25, 128}, {0.5, 160}, {1, 224}, {0.75, 96}, {0.25, 320}}
			if strings.Contains(query, "scalar") {
				points = points[:1]
			}
			var want [][]float64
			for threads := 1; threads <= 3; threads++ {
				page := s.open(t, fmt.Sprintf("?%s&threads=%d&exact", query, threads))
				for i, p := range points {
					result, err := page.Bench(p.alpha, p.resolution, benchpage.Options{Warmup: 1, Runs: 2, Logits: true})
					if err != nil {
						t.Fatal(err)
					}
					if threads == 1 {
						want = append(want, result.Logits)
					}
					if largest(result.Logits) == 0 || !slices.Equal(result.Logits, want[i]) {
						t.Errorf("%v/%d, %d threads: have other logits than one thread, or none", p.alpha, p.resolution, threads)
					}
					if have := call[threadsInfo](t, page, "info()"); have.Threads != threads || have.ThreadsNote != "" {
						t.Errorf("%v/%d: have %+v, want %d threads and no note", p.alpha, p.resolution, have, threads)
					}
				}
			}
		})
	}
}

// Without exact the engine takes what is faster, and says why if that is less than was asked for.
func (s *engineSite) testFastestThreads(t *testing.T) {
	for _, threads := range []string{"1", "2", "auto", "99"} {
		page := s.open(t, "?threads="+threads)
		wantWorks(t, page)
		have := call[threadsInfo](t, page, "info()")
		note := have.ThreadsNote
		fewer := strings.Contains(note, "One thread is faster here than") || strings.Contains(note, " threads were asked for, this device has")
		if have.Threads < 1 || have.Threads > 8 || fewer != (threads != "auto" && threads != fmt.Sprint(have.Threads)) || !fewer && note != "" {
			t.Errorf("threads=%s: have %+v, want 1 to 8 threads, and a note if they are fewer", threads, have)
		}
	}
	page := s.open(t, "")
	for _, threads := range []string{"0", "-1", "1.5", "'two'"} {
		wantRejected(t, page, "await "+client+`.request({kind: "configure", threads: `+threads+`, alpha: 0.25, resolution: 96, weights: {source: "random"}})`,
			"threads", "want a whole number from 1")
	}
}

// A network that changes while the crew is at work is the crew's from then on; one that could not be configured
// leaves the crew as it was.
func (s *engineSite) testCrewChanges(t *testing.T) {
	page := s.open(t, "")
	have := call[[]string](t, page, fmt.Sprintf(`await (async () => {
		const engine = await %s, said = [];
		const network = (alpha, resolution, threads, more) => engine.request(
			{kind: "configure", alpha, resolution, threads, exact: true, weights: {source: "random", seed: 1}, ...more});
		const frame = async () => engine.request({kind: "frame", bitmap: await createImageBitmap(new ImageData(320, 240))});
		const say = ({alpha, resolution, threads, threadsNote}) => said.push([alpha, resolution, threads, threadsNote?.message].join(" "));
		say(await network(0.25, 128, 2));
		say(await frame());
		say(await network(0.5, 96, 3));
		say(await frame());
		await network(7, 96, 2).catch((error) => said.push(error.message.slice(0, 15)));
		say(await frame());
		await network(0.25, 96, 2, {slot: "b"});
		say((await engine.request({kind: "compare", bitmap: null, slots: ["a", "b"]})).results[1]);
		const overtaken = network(0.25, 160, 2);
		const last = network(0.25, 192, 2);
		await overtaken.catch(() => {});
		say(await last);
		say(await frame());
		say(await network(0.25, 192, 1));
		say(await frame());
		return said;
	})()`, client))
	want := []string{
		"0.25 128 2 ", "0.25 128 2 ", "0.5 96 3 ", "0.5 96 3 ", "layers: alpha 7", "0.5 96 3 ", "0.25 96 1 ",
		"0.25 192 2 ", "0.25 192 2 ", "0.25 192 1 ", "0.25 192 1 ",
	}
	if !slices.Equal(have, want) {
		t.Errorf("have\n%q, want\n%q", have, want)
	}
}

// An engine whose last member can be ended from the page, as a browser ends it that runs out of memory.
const mortal = `
import "./members.js";
import "../%s";
`

// It comes first and keeps the workers that the engine starts.
const members = `
const members = [];
const Worker = self.Worker;
self.Worker = class extends Worker {
	constructor(...how) {
		super(...how);
		members.push(this);
	}
};
addEventListener("message", (event) => {
	if (event.data.kind !== "kill") return;
	members.pop().terminate();
	event.stopImmediatePropagation();
});
`

// A member that dies in its sleep is missed in the next frame, which the leader repeats alone, with the same answer.
// Another member takes its place. If they go on dying, one thread stays.
func (s *engineSite) testMemberDies(t *testing.T) {
	s.add(t, "members.js", []byte(members))
	script := s.add(t, "mortal.js", fmt.Appendf(nil, mortal, asset(t, s.dir, "engine.js")))
	page := s.open(t, "")
	have := call[[]string](t, page, fmt.Sprintf(`await (async () => {
		const worker = new Worker(%q, {type: "module"});
		const ask = (message) => new Promise((resolve, reject) => {
			worker.onmessage = ({data}) => data.kind === "failure" ? reject(new Error(data.why.message)) : resolve(data);
			worker.postMessage({id: 1, ...message});
		});
		const said = [];
		await ask({kind: "boot", module: await WebAssembly.compileStreaming(fetch(%q))});
		await ask({kind: "configure", alpha: 0.25, resolution: 96, threads: 3, exact: true, weights: {source: "random", seed: 1}});
		const bench = () => ask({kind: "bench", warmup: 0, runs: 1, logits: true});
		const first = await bench();
		const say = ({threads, threadsNote, logits}) => said.push(
			threads + " " + (String(logits) === String(first.logits) ? "same" : "other") + " " + (threadsNote?.message ?? ""));
		const until = async (wanted) => {
			for (let i = 0; i < 200; i++) {
				const result = await bench();
				if (wanted(result)) return result;
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
			throw new Error("waited for " + wanted);
		};
		say(first);
		for (let deaths = 1; deaths <= 3; deaths++) {
			worker.postMessage({kind: "kill"}); // the browser takes up to two seconds for it
			say(await until(({threads}) => threads === 1));
			if (deaths < 3) say(await until(({threads}) => threads === 3));
		}
		worker.terminate();
		return said;
	})()`, script, asset(t, s.dir, "engine.wasm")))
	const starting, gone = "1 same One thread: a worker has stopped, another one is starting.", "1 same One thread: workers have stopped 3 times."
	want := []string{"3 same ", starting, "3 same ", starting, "3 same ", gone}
	if !slices.Equal(have, want) {
		t.Errorf("have\n%q, want\n%q", have, want)
	}
}
