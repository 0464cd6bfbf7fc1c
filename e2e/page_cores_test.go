package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

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

// Two cores are asked for by keyboard, share the network out and give the same answers, or the page says why one does.
func (s *pageSite) testCores(t *testing.T) {
	v := s.open(t, "#alpha=1&resolution=224&cores=1")
	v.waitAnswered("568,740,352")
	if have := v.waitCores("core"); !strings.HasPrefix(have, "One core") {
		t.Errorf("one core was asked for, and the page says %q", have)
	}
	if evaluate[int](v, "navigator.hardwareConcurrency") < 2 {
		t.Skip("this machine has one core")
	}
	answers, memory := v.answers(), v.text("memory-note")
	evaluate[any](v, `document.querySelector("#cores input:checked").focus()`)
	v.do(chromedp.KeyEvent(kb.ArrowRight))
	v.wait(`location.hash.includes("cores=2") && document.querySelector("#cores input[value='2']").checked`, "two cores in the link")
	said := v.waitCores("2 cores", "faster", "worker")
	if have := v.answers(); !slices.Equal(have, answers) {
		t.Errorf("have the answers %q of two cores, %q of one", have, answers)
	}
	if strings.HasPrefix(said, "2 cores") {
		v.wait(`document.querySelector("#table .here").cells[4].textContent === "2"`, "two cores in the table")
		if have, want := v.text("memory-note"), "2 × "+memory; have != want {
			t.Errorf("have the memory %q, want %q: each core has its own", have, want)
		}
		if evaluate[int](v, `document.querySelectorAll("#chart .here.is-cores, #chart .point.is-cores").length`) == 0 {
			t.Error("the chart does not mark two cores")
		}
		if !strings.Contains(said, "times as fast as one") {
			t.Errorf("the page says %q, want what the second core buys", said)
		}
	} else {
		t.Logf("two cores were asked for, and the page says %q", said)
	}
	v.choose("cores", "auto")
	v.wait(`!location.hash.includes("cores") && document.querySelector("#cores input[value=auto]").checked`, "a link that leaves it to the page")

	v = s.open(t, "#alpha=0.25&resolution=128&cores=999")
	v.waitAnswered("13,570,048")
	if !evaluate[bool](v, `[...document.querySelectorAll("#cores input")].at(-1).checked`) {
		t.Error("a link with more cores than there are did not bring the most")
	}
}

// Where the server does not isolate the page there is one core, and the page says why.
func (s *pageSite) testNotIsolated(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir(s.dir)))
	defer server.Close()
	open := *s
	open.url = server.URL + "/"
	v := open.open(t, "#cores=2")
	v.waitAnswered("76,524,800")
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
