package e2e

import (
	"fmt"
	"slices"
	"testing"
)

// translating puts every text into other elements, as browsers that translate a page do, and later every text that
// changes. What stands in the document changes a while after it was read.
const translating = `{
	const done = new WeakSet();
	const put = (text) => {
		const said = text.data;
		if (!said.trim() || done.has(text) || text.parentElement?.closest("[translate=no], script, style, textarea, select, svg, font")) return;
		setTimeout(() => {
			if (!text.isConnected) return;
			const outer = document.createElement("font"), inner = document.createElement("font");
			outer.append(inner);
			inner.append("~" + said);
			done.add(inner.firstChild);
			text.replaceWith(outer);
		}, 50);
	};
	const all = (node) => {
		if (node instanceof Text) return put(node);
		const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
		while (walk.nextNode()) put(walk.currentNode);
	};
	new MutationObserver((records) => {
		for (const record of records) record.type === "childList" ? record.addedNodes.forEach(all) : all(record.target);
	}).observe(document.body, {subtree: true, childList: true, characterData: true});
	all(document.body);
}`

// In a page that the browser translates, what changes goes on changing.
func (s *pageSite) testTranslated(t *testing.T) {
	v := s.open(t, "#panel=compare&alpha=0.5") // a point that the page does not leave by itself
	v.waitLive()
	const resting = `document.getElementById("state-text").textContent.replace("~", "") === "Measured, resting"`
	samples := evaluate[[]string](v, `[...document.querySelectorAll(".sample")].map((e) => e.title)`)[:3]
	look := func(i int) []string {
		t.Helper()
		evaluate[any](v, fmt.Sprintf(`document.querySelectorAll(".sample")[%d].click()`, i))
		v.wait(fmt.Sprintf(`document.getElementById("caption").textContent.replace("~", "") === %q`, samples[i]), "the name of the sample "+samples[i])
		v.wait(resting, "the end of measuring")
		v.wait(`document.querySelector("#latency-note").textContent.replace("~", "") === "50 frames"`, "the number of frames")
		return append(v.answers(), evaluate[[]string](v, `[...document.querySelectorAll("#answers .percent")].map((e) => e.textContent)`)...)
	}
	var want [][]string
	for i := range samples {
		want = append(want, look(i))
	}
	evaluate[any](v, translating)
	v.wait(`document.querySelector("#caption font font")`, "the translation")
	for i := range samples {
		if have := look(i); !slices.Equal(have, want[i]) {
			t.Errorf("%s, translated: have the answers %q, want %q", samples[i], have, want[i])
		}
	}
	v.click("camera")
	v.wait(`document.getElementById("camera-text").textContent.replace("~", "") === "Stop camera" && document.getElementById("caption").textContent.replace("~", "") === "Camera"`, "the camera")
	v.click("camera")
	v.wait(`document.getElementById("camera-text").textContent.replace("~", "") === "Start camera"`, "the camera's end")
}
