package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// brokenAnswer is what the broken network answers first, brokenIs what was done to it.
const (
	brokenAnswer = `document.querySelector("#panel .break-b .compare-answers li span")?.textContent`
	brokenIs     = `document.querySelector("#panel .break-b .fine").textContent`
	verdict      = `document.querySelector("#panel .break-verdict").textContent`
)

// agreed waits for a verdict that begins with those words and returns on how many of the sample scenes both networks say
// the same, and on how many they did before the one was mended.
func (v *visit) agreed(begins string) (now, before int) {
	v.t.Helper()
	v.wait(verdict+`.startsWith("`+begins+`")`, begins)
	text := evaluate[string](v, verdict)
	v.t.Log(text)
	n := evaluate[[]int](v, `[...`+verdict+`.matchAll(/[0-9]+/g)].map(Number)`)
	scenes := len(listSamples(v.t))
	if i := slices.Index(n, scenes); i < 0 || len(n) < 2 {
		v.t.Fatalf("have the verdict %q, want on how many of %d scenes", text, scenes)
	} else {
		n = slices.Delete(n, i, i+1)
	}
	return n[0], n[len(n)-1]
}

// Weights are cut to garbage, which statistics do not mend; rounding breaks a network by and by; afterwards
// the visitor's network runs again.
func (s *pageSite) testBreakPanel(t *testing.T) {
	v := s.open(t, "#panel=break&source=sample/golf-ball&alpha=0.25&resolution=224&weights=official&break.how=slice")
	v.waitAnswered("41,030,272")
	v.wait(`document.getElementById("break-slice").checked && !document.getElementById("break-yes").disabled`, "the experiment of the link")
	v.press("break-yes", kb.Enter)
	if have, _ := v.agreed("You said yes, but its answers have changed."); have > 3 {
		t.Errorf("the slice agrees on %d scenes, want garbage", have)
	}
	if have := evaluate[string](v, brokenIs); have != "cut from α 1 to α 0.5" {
		t.Errorf("the broken one: have %q, want cut from α 1 to α 0.5", have)
	}
	if have := evaluate[string](v, brokenAnswer); have == "golf ball" || have == "" {
		t.Errorf("the slice answers %q, want something but golf ball", have)
	}

	v.press("break-slice", kb.ArrowDown)
	v.wait(`document.getElementById("break-mend").checked && location.hash.includes("break.how=mend")`, "the next experiment that is allowed")
	v.press("break-no", kb.Enter)
	if have, before := v.agreed("You said no, and you were right."); have > 5 || before > 3 {
		t.Errorf("the slice agrees on %d scenes and %d before it was mended, want garbage: statistics help little", have, before)
	}
	if have := evaluate[string](v, brokenIs); !strings.HasPrefix(have, "α 0.5, statistics from the last ") {
		t.Errorf("the mended one: have %q, want α 0.5 and how many pictures", have)
	}

	v.press("break-mend", kb.ArrowDown)
	v.press("break-yes", kb.Enter)
	v.wait(brokenIs+` === "8 bits, one step for each layer" && document.querySelectorAll("#panel .break-bars i").length === 28`, "28 layers in 8 bits")
	byTensor, _ := v.agreed("You said yes, but its answers have changed.")
	worst := v.numbers(".break-noise td")
	v.press("break-tensor", kb.ArrowRight)
	v.wait(brokenIs+` === "8 bits, one step for each channel"`, "a step for each channel")
	if byChannel, _ := v.agreed("It still answers the same."); byChannel <= byTensor || evaluate[string](v, brokenAnswer) != "golf ball" {
		t.Errorf("8 bits agree on %d scenes per channel and %d per tensor, want more per channel, and a golf ball", byChannel, byTensor)
	}
	for i, perChannel := range v.numbers(".break-noise td") {
		if perChannel < worst[i] {
			t.Errorf("layer %d: have %v dB per channel and %v per tensor, want no less", i, perChannel, worst[i])
		}
	}
	v.press("break-bits", kb.End)
	v.wait(brokenIs+` === "2 bits, one step for each channel" && `+verdict+`.startsWith("It answers something else.")`, "garbage in 2 bits")
	if hash := evaluate[string](v, `location.hash`); !strings.Contains(hash, "break.bits=2") || !strings.Contains(hash, "break.per=channel") {
		t.Errorf("have the hash %q, want the bits and what shares a step", hash)
	}
	for _, text := range evaluate[[]string](v, bareFigures) {
		t.Errorf("%q has no data-source", text)
	}

	evaluate[any](v, `document.getElementById("tab-compare").click()`)
	v.wait(`document.getElementById("madds-exact").textContent === "41,030,272" && document.querySelector("#answers .label").textContent === "golf ball"`, "the page's own network again")
}
