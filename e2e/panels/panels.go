// Package panels opens the page's panels and puts them to work, for tests and pictures that go through all of them.
package panels

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a panel may take: the machine may be busy.
const patience = 90 * time.Second

// A task is what a panel can be told to do. One without a task shows all it has when it is opened.
type task struct {
	press string // id of the button that starts it
	done  string // a JavaScript condition that holds when the result is there
	stop  string // id of the button that ends it, if it goes on until then
}

var tasks = map[string]task{
	"time":      {press: "time-predict", done: `document.querySelector("#panel .time-constants li")`},
	"separable": {press: "sep-race", done: `!document.querySelector("#panel .sep-bars").hidden`},
	"inside":    {press: "inside-sizes", done: `!document.querySelector("button#inside-sizes").disabled`},
	"compare":   {press: "compare-start", done: `document.querySelector("#panel .compare-state").textContent`, stop: "compare-start"},
	"break":     {press: "break-yes", done: `/[0-9]/.test(document.querySelector("#panel .break-verdict").textContent)`, stop: "break-stop"},
}

// IDs returns the ids of the panels that the page in a tab has, in the order of their tabs.
func IDs(tab context.Context) ([]string, error) {
	return chromedp.Run(tab, chromedp.Evaluate[[]string](
		`[...document.querySelectorAll("#tabs [role=tab]")].map((tab) => tab.id.replace("tab-", ""))`))
}

// Open opens a panel by its tab and waits until it shows something.
func Open(tab context.Context, id string) error {
	if err := press(tab, "tab-"+id); err != nil {
		return err
	}
	return wait(tab, fmt.Sprintf(`document.getElementById("panel").classList.contains("panel-%s") && document.getElementById("panel").textContent.trim()`, id), id)
}

// Work has the open panel do what it is for, and returns when it shows what came of it.
func Work(tab context.Context, id string) error {
	t, ok := tasks[id]
	if !ok {
		return nil
	}
	if err := wait(tab, fmt.Sprintf(`document.querySelector("button#%s:enabled")`, t.press), id); err != nil {
		return err
	}
	if err := press(tab, t.press); err != nil {
		return err
	}
	return wait(tab, t.done, id)
}

// GoesOn reports whether what a panel does goes on until it is stopped.
func GoesOn(id string) bool { return tasks[id].stop != "" }

// Stop ends what [Work] began and goes on.
func Stop(tab context.Context, id string) error {
	if !GoesOn(id) {
		return nil
	}
	return press(tab, tasks[id].stop)
}

func press(tab context.Context, id string) error {
	_, err := chromedp.Run(tab, chromedp.Evaluate[any](fmt.Sprintf(`document.querySelector("button#%s").click()`, id)))
	return err
}

// wait waits until a JavaScript condition holds.
func wait(tab context.Context, condition, id string) error {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		held, err := chromedp.Run(tab, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if err != nil || held {
			return err
		}
	}
	return fmt.Errorf("panels: %s: waited %v for %s", id, patience, condition)
}
