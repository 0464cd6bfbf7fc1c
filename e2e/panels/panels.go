// Package panels opens the page's panels and puts them to work, for tests and pictures that go through all of them.
package panels

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a panel may take: the machine may be slow and busy.
const patience = 5 * time.Minute

// A step is something that a visitor does: JavaScript, and a condition that holds when the result is there.
type step struct{ do, done string }

// click is the JavaScript that clicks what a selector names.
func click(selector string) string {
	return fmt.Sprintf("document.querySelector(%q).click()", selector)
}

// hold is the JavaScript that presses the button that collects pictures of a class to teach.
func hold(class int) string {
	return fmt.Sprintf(`document.querySelector("#panel [data-class='%d'] .teach-hold").click()`, class)
}

// wait is the JavaScript that does nothing.
const wait = "void 0"

// A task is what a panel is for, step by step. A panel without one shows all it has when it is opened.
type task struct {
	steps []step
	stop  string // what ends it, if it goes on until then
}

var tasks = map[string]task{
	"time": {steps: []step{
		{wait, `document.querySelector("#panel .time-takeaway b")`},
		{click("#time-predict"), `document.querySelector("#panel .time-constants li")`},
	}},
	"separable": {steps: []step{{click("#sep-race"), `!document.querySelector("#panel .sep-bars").hidden`}}},
	"inside": {steps: []step{
		{wait, `document.querySelector("#panel .inside-cam-says").textContent`},
		{click("button#inside-sizes"), `!document.querySelector("button#inside-sizes").disabled`},
	}},
	"compare": {
		steps: []step{
			{wait, `document.querySelectorAll("#panel select").length`},
			{click("#compare-start"), `document.querySelector("#panel .compare-state").textContent`},
		},
		stop: click("#compare-start"),
	},
	"break": {
		steps: []step{
			{wait, `document.querySelector("#break-yes:enabled")`},
			{click("#break-yes"), `/[0-9]/.test(document.querySelector("#panel .break-verdict").textContent)`},
		},
		stop: click("#break-stop"),
	},
	"detect": {steps: []step{
		// or the sentence that says how to get a detector
		{wait, `document.querySelector("#panel .detect-total").textContent > 0 || document.querySelector("#panel .detect-state code")`},
	}},
	"photos": {steps: []step{
		{click("#photos-drawn"), `!document.getElementById("photos-labels").hidden`},
		{click("#photos-start"), `!document.getElementById("photos-found").hidden && document.getElementById("photos-progress").hidden`},
	}},
	"teach": {stop: click("#teach-clear") + ";" + click("#teach-clear"), steps: []step{ // whose head answers until then
		{wait, `document.querySelectorAll("#panel .teach-hold").length >= 3`},
		{hold(1), `document.querySelector("#panel [data-class='1'] .teach-strip img")`},
		{
			`(() => { window.before = document.querySelector(".sample[aria-pressed=true]"); if (window.before) document.querySelector(".sample:last-child").click(); })()`, // no camera
			`!window.before || document.querySelector(".sample:last-child[aria-pressed=true]")`,
		},
		{hold(2), `document.querySelector("#panel [data-class='2'] .teach-strip img")`},
		{hold(2), `document.querySelectorAll("#panel [data-class='2'] .teach-strip img").length > 1`},
		{`window.before?.click()`, `!window.before || window.before.matches("[aria-pressed=true]")`},
		{hold(1), `document.querySelectorAll("#panel [data-class='1'] .teach-strip img").length > 1`},
		{wait, `document.querySelector("#panel .teach-answers b")?.textContent && !document.querySelector("#panel .teach-found").hidden`},
	}},
	"lessons": {steps: []step{
		{`document.querySelector("#panel [data-lesson=separable]")?.click()`, `document.getElementById("lesson-guess")`}, // unless a link has opened it
		{
			`(() => { const e = document.getElementById("lesson-guess"); e.value = 9; e.dispatchEvent(new Event("input", {bubbles: true})); })()`,
			`document.querySelector("#lesson-commit:enabled")`,
		},
		{click("#lesson-commit"), `document.querySelector("#lesson-run:enabled")`},
		{click("#lesson-run"), `!document.querySelector("#panel .lesson-compare").hidden`},
		{click("#lesson-show"), `!document.querySelector("#panel .lesson-because").hidden`},
	}},
}

// IDs returns the ids of the panels that the page in a tab has, in the order of their tabs.
func IDs(tab context.Context) ([]string, error) {
	return chromedp.Run(tab, chromedp.Evaluate[[]string](
		`[...document.querySelectorAll("#tabs [role=tab]")].map((tab) => tab.id.replace("tab-", ""))`))
}

// Open opens a panel by its tab and waits until it shows something.
func Open(tab context.Context, id string) error {
	return step{
		click("#tab-" + id),
		fmt.Sprintf(`document.getElementById("panel").classList.contains("panel-%s") && document.getElementById("panel").textContent.trim()`, id),
	}.take(tab, id)
}

// Work has the open panel do what it is for, and returns when it shows what came of it.
func Work(tab context.Context, id string) error {
	for _, s := range tasks[id].steps {
		if err := s.take(tab, id); err != nil {
			return err
		}
	}
	return nil
}

// GoesOn reports whether what a panel does goes on until it is stopped.
func GoesOn(id string) bool { return tasks[id].stop != "" }

// Stop ends what [Work] began and goes on.
func Stop(tab context.Context, id string) error {
	if !GoesOn(id) {
		return nil
	}
	return step{tasks[id].stop, "true"}.take(tab, id)
}

// take does a step and waits for its result.
func (s step) take(tab context.Context, id string) error {
	if _, err := chromedp.Run(tab, chromedp.Evaluate[any](s.do)); err != nil {
		return fmt.Errorf("panels: %s: %s: %w", id, s.do, err)
	}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		held, err := chromedp.Run(tab, chromedp.Evaluate[bool]("Boolean("+s.done+")"))
		if err != nil || held {
			return err
		}
	}
	return fmt.Errorf("panels: %s: waited %v for %s", id, patience, s.done)
}
