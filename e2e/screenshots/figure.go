package main

import (
	"context"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// figureHash is how the page is opened for Figure 4: with a budget of 5 ms, and the paper's phones as ghosts.
const figureHash = "/#theme=light&source=sample/strawberry&alpha=0.5&resolution=160&cores=1&figure.budget=5&figure.ghosts=phone"

// takeFigure has the page measure all networks and writes the picture of what it draws into the directory out.
func takeFigure(browser context.Context, url, out string) error {
	tab, cancel, err := newTab(browser, panelWidth, panelHeight)
	if err != nil {
		return err
	}
	defer cancel()
	err = chromedp.Do(tab, chromedp.Navigate(url+figureHash), chromedp.Sleep(stay), chromedp.Click(chromedp.ID("sweep-start")),
		chromedp.WaitVisible(chromedp.ID("budget")))
	if err != nil {
		return err
	}
	return capture(tab, frame{from: "#figure-title", to: "#budget .candidate"}, filepath.Join(out, "figure.png"))
}
