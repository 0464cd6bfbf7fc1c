package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// waitCores waits until the page says how many cores compute, and returns what it says.
func (v *visit) waitCores(words ...string) string {
	v.t.Helper()
	v.wait(fmt.Sprintf(`%q.split("|").some((w) => document.getElementById("cores-text").textContent.includes(w)) && parseInt(document.getElementById("latency-note").textContent) >= 3`,
		strings.Join(words, "|")), "how many cores compute")
	return v.text("cores-text")
}

// insist has the engine take as many cores as it is asked for, even if fewer are faster: the machine may be busy.
const insist = `{
	const post = Worker.prototype.postMessage;
	Worker.prototype.postMessage = function (message, ...rest) {
		return post.call(this, message.kind === "configure" ? {...message, exact: true} : message, ...rest);
	};
}`

// giveUp has the engine say, once the page is told to be alone, that its crew was slower than one core.
const giveUp = `{
	const listen = Worker.prototype.addEventListener;
	Worker.prototype.addEventListener = function (type, ...rest) {
		if (type === "message") listen.call(this, type, ({data}) => {
			if (window.alone && data.threads > 1) Object.assign(data, {threads: 1, threadsNote: {message: "slower", key: "cores.slower", values: {n: 2}}});
		});
		return listen.call(this, type, ...rest);
	};
}`

// openInsisting opens the page, with weights as openPaper has them, with a crew that does as it is told, and further scripts.
func (s *pageSite) openInsisting(t *testing.T, where string, scripts ...string) *visit {
	t.Helper()
	v := s.blank(t)
	for _, script := range append(scripts, insist) {
		if _, err := chromedp.Call(v.tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
			t.Fatal(err)
		}
	}
	v.do(chromedp.Navigate(s.url + s.paper(where)))
	return v
}

// Two cores are chosen by keyboard, share the network out and give the same answers as one.
func (s *pageSite) testCores(t *testing.T) {
	v := s.openInsisting(t, "#alpha=1&resolution=224&cores=1")
	v.size(1280, 900)
	v.waitAnswered("568,740,352")
	v.waitCores("One core")
	if evaluate[int](v, "navigator.hardwareConcurrency") < 2 {
		t.Skip("this machine has one core")
	}
	answers, memory := v.answers(), v.text("memory")
	evaluate[any](v, `document.querySelector("#cores input:checked").focus()`)
	v.do(chromedp.KeyEvent(kb.ArrowRight))
	v.wait(`location.hash.includes("cores=2") && document.querySelector("#cores input[value='2']").checked`, "two cores in the link")
	v.waitCores("2 cores")
	v.wait(`document.querySelector("#table .here").cells[4].textContent === "2"`, "two cores in the table")
	v.waitCores("times as fast as one")
	if have := v.answers(); !slices.Equal(have, answers) {
		t.Errorf("have the answers %q of two cores, %q of one", have, answers)
	}
	if have, want := v.text("memory-note"), "2 × "+memory; have != want {
		t.Errorf("have the memory %q, want %q: each core has its own copy", have, want)
	}
	if !evaluate[bool](v, `document.querySelector("#chart .here").classList.contains("is-cores") && document.querySelector("#chart .here text").textContent === "1/224 ×2"`) {
		t.Error("the chart does not mark two cores")
	}
	v.choose("cores", "auto")
	v.wait(`!location.hash.includes("cores") && document.querySelector("#cores input[value=auto]").checked`, "a link that leaves it to the page")
}

// A crew that is given up leaves no point on the chart: its last frames measured what disturbed it. What one core then
// computes counts as one, whatever was asked for.
func (s *pageSite) testCoresGivenUp(t *testing.T) {
	v := s.openInsisting(t, "#alpha=1&resolution=224&cores=2", giveUp)
	v.waitAnswered("568,740,352")
	if evaluate[int](v, "navigator.hardwareConcurrency") < 2 {
		t.Skip("this machine has one core")
	}
	const cores = `[...document.querySelectorAll("#table tr")].map((row) => row.cells[4].textContent).join()`
	v.waitCores("2 cores")
	v.wait(cores+` === "2"`, "a point of two cores")
	evaluate[any](v, "window.alone = true")
	choose := `document.querySelector("#samples button:last-of-type").click()` // a still picture may have been measured enough
	evaluate[any](v, choose)
	v.waitCores("faster here than 2")
	v.wait(cores+` === "1"`, "one point, of one core")
	if have := evaluate[string](v, `location.hash`); !strings.Contains(have, "cores=2") {
		t.Errorf("have the link %s, want what the visitor chose in it", have)
	}
}

// The page takes as many cores as pay, and a link that asks for more than there are brings the most.
func (s *pageSite) testCoresOffered(t *testing.T) {
	v := s.openPaper(t, "#alpha=0.25&resolution=128")
	v.waitAnswered("13,570,048")
	v.waitCores("core")
	if !evaluate[bool](v, `document.querySelector("#cores input[value=auto]").checked || navigator.hardwareConcurrency < 2`) {
		t.Error("the page does not choose by itself how many cores compute")
	}
	v = s.openPaper(t, "#alpha=0.25&resolution=128&cores=999")
	v.waitAnswered("13,570,048")
	if !evaluate[bool](v, `[...document.querySelectorAll("#cores input")].at(-1).checked`) {
		t.Error("a link with more cores than there are did not bring the most")
	}
}

// Whatever is chosen, nothing on the page moves.
func (s *pageSite) testSteady(t *testing.T) {
	const tops = `[...document.querySelectorAll(".choice, .readouts, .facts > *, .split, .answers, .figure, #chart")].map((e) => Math.round(e.getBoundingClientRect().top + scrollY))`
	for _, width := range []int64{360, 820, 1440} {
		v := s.openInsisting(t, "#alpha=0.25&resolution=128&cores=1")
		v.size(width, 900)
		v.waitAnswered("13,570,048")
		v.waitFormat("float")
		want := evaluate[[]int](v, tops)
		for _, c := range []struct {
			row, value string
			cell       int // of the table
			says       string
		}{{"format", "int8", 2, "int8"}, {"cores", "2", 4, "2"}, {"isa", "scalar", 3, "plain Go"}, {"format", "float", 2, "float"}} {
			if c.row == "cores" && evaluate[int](v, "navigator.hardwareConcurrency") < 2 {
				continue
			}
			v.choose(c.row, c.value)
			v.wait(fmt.Sprintf(`document.querySelector("#table .here")?.cells[%d].textContent === %q && parseInt(document.getElementById("latency-note").textContent) >= 4`, c.cell, c.says),
				"frames with "+c.value)
			if have := evaluate[[]int](v, tops); !slices.Equal(have, want) {
				t.Errorf("%d pixels wide, %s: have the parts at %v, want %v; the choices say %q", width, c.value, have, want,
					evaluate[[]string](v, `[...document.querySelectorAll(".choice .meaning")].map((e) => e.clientHeight + " " + e.textContent)`))
			}
		}
	}
}

// noServiceWorker takes service workers from the browser.
const noServiceWorker = `Object.defineProperty(Navigator.prototype, "serviceWorker", {get: () => undefined})`

// Where neither the server nor a service worker isolates the page there is one core, and the page says why.
func (s *pageSite) testNotIsolated(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir(s.dir)))
	defer server.Close()
	open := *s
	open.url = server.URL + "/"
	v := open.openWith(t, "#cores=2", noServiceWorker)
	v.waitLive()
	if have := v.text("cores-text"); !strings.HasPrefix(have, "One core") || !strings.Contains(have, "COOP") {
		t.Errorf("the page says %q, want that there is one core, and why", have)
	}
	if !evaluate[bool](v, `[...document.querySelectorAll("#cores input")].every((e) => e.disabled) && document.querySelector("#cores input[value='1']").checked`) {
		t.Error("more than one core can be chosen, want one")
	}
	if have := evaluate[string](v, `document.getElementById("cores").getAttribute("aria-describedby")`); have != "cores-text" {
		t.Errorf("the choice is described by %q, want the reason", have)
	}
}
