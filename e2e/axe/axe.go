// Package axe holds pages to the Web Content Accessibility Guidelines, as far as axe-core can tell.
package axe

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/npm"
)

// Dir is where this package lies, from the repository's root.
const Dir = "e2e/axe"

// Checker is axe-core.
type Checker struct{ script string }

// New installs axe-core by npm, in the version of package-lock.json, unless it is there. root is the repository's.
func New(ctx context.Context, root string) (*Checker, error) {
	dir := filepath.Join(root, Dir)
	if err := npm.Install(ctx, dir); err != nil {
		return nil, fmt.Errorf("axe: %w", err)
	}
	script, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return nil, fmt.Errorf("axe: %w", err)
	}
	return &Checker{string(script)}, nil
}

// violations lists what is serious or critical in the elements that a selector names: a line for each element, with the
// rule, the element and what to do.
const violations = `axe.run(%q, {resultTypes: ["violations"]}).then(({violations}) => violations
	.filter(({impact}) => impact === "serious" || impact === "critical")
	.flatMap(({id, impact, help, nodes}) => nodes.map(({target, html, failureSummary}) =>
		[impact + ": " + id + ": " + help, target.join(" "), html.slice(0, 160), failureSummary.replace(/\s+/g, " ")].join("; "))))`

// Check returns what is seriously or critically wrong in the elements of the page that a selector names, a line each.
func (c *Checker) Check(tab context.Context, selector string) ([]string, error) {
	there, err := chromedp.Run(tab, chromedp.Evaluate[bool](`"axe" in globalThis`))
	if err == nil && !there {
		_, err = chromedp.Run(tab, chromedp.Evaluate[any](c.script+"\n;0"))
	}
	if err != nil {
		return nil, fmt.Errorf("axe: %w", err)
	}
	found, err := chromedp.Run(tab, chromedp.Evaluate[[]string](fmt.Sprintf(violations, selector), chromedp.EvalAwaitPromise))
	if err != nil {
		return nil, fmt.Errorf("axe: %s: %w", selector, err)
	}
	return found, nil
}
