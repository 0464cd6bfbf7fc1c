package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// canvasFacts says of a canvas in the open panel how large it is and how many different colours it shows.
const canvasFacts = `((selector) => {
	const canvas = document.querySelector("#panel " + selector);
	const data = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
	return {width: canvas.width, height: canvas.height, colours: new Set(data).size};
})`

type canvasLook struct{ Width, Height, Colours int }

func (v *visit) canvas(selector string) canvasLook {
	v.t.Helper()
	return evaluate[canvasLook](v, canvasFacts+`("`+selector+`")`)
}

// The panel shows the maps of any layer, as many as α leaves, where the answer was seen, and the picture at each size.
func (s *pageSite) testInside(t *testing.T) {
	v := s.open(t, "#panel=inside&source=sample/clock&alpha=0.5&resolution=160", "willReadFrequently") // the test reads the canvases back
	v.waitAt("0.5", "160")
	v.wait(`document.querySelector("#panel .inside-share-text").textContent.includes("16 of 32 maps")`, "the first layer's maps")
	if have := v.canvas(".inside-maps"); have.Width != 8*41-1 || have.Height != 2*41-1 || have.Colours < 50 {
		t.Errorf("maps: have %+v, want 16 of 40×40 in two rows, and pictures on them", have)
	}
	if have := v.canvas(".inside-filters"); have.Width != 63 || have.Height != 3 || have.Colours < 20 {
		t.Errorf("filters: have %+v, want 16 of 3×3", have)
	}
	v.wait(`/^“.+” on 5×5 cells/.test(document.querySelector("#panel .inside-cam-says").textContent)`, "the activation map of the answer at 160 pixels")
	answer := v.answers()[0]
	if says := evaluate[string](v, `document.querySelector("#panel .inside-cam-says").textContent`); !strings.HasPrefix(says, "“"+answer+"”") || s.official && answer != "analog clock" {
		t.Errorf("the map is of %q, the page answers %q to a clock", says, answer)
	}
	if have := v.canvas(".seen-veil"); have.Width != 5 || have.Height != 5 || have.Colours < 5 {
		t.Errorf("activation map: have %+v, want 5×5 cells that differ", have)
	}

	v.press("inside-layer", kb.End)
	v.wait(`document.querySelector("#panel output").textContent === "block13/pointwise, 5×5" && document.querySelector("#panel .inside-turn > span").textContent === "1 to 64 of 512" && location.hash.includes("inside.layer=26")`, "the last layer")
	v.press("inside-after", kb.Enter)
	v.wait(`document.querySelector("#panel .inside-turn > span").textContent === "65 to 128 of 512" && location.hash.includes("inside.first=64")`, "the maps after")
	v.press("inside-each", " ")
	v.press("inside-before", kb.Enter)
	v.wait(`document.querySelector("#panel .inside-turn > span").textContent === "1 to 64 of 512" && document.getElementById("inside-before").disabled`, "the maps before")

	v.press("inside-sizes", kb.Enter)
	v.wait(`[...document.querySelectorAll("#panel .inside-sizes canvas")].every((c) => c.getContext("2d").getImageData(c.width / 2, c.height / 2, 1, 1).data[3] === 255)`, "the picture at four sizes")
	if text := v.answers()[0]; text != answer {
		t.Errorf("afterwards the page answers %q, want %q as before", text, answer)
	}
	v.press("rho", kb.Home)
	v.wait(`/” on [34]×[34] cells/.test(document.querySelector("#panel .inside-cam-says").textContent)`, "the coarser map of a smaller ρ")

	v = s.openPaper(t, "#alpha=0.5&resolution=160&panel=inside&inside.layer=26&inside.first=448&inside.each=on")
	v.wait(`document.querySelector("#panel .inside-turn > span")?.textContent === "449 to 512 of 512" && document.getElementById("inside-each").checked`, "the last maps, by link")
	v.press("alpha", kb.ArrowLeft)
	v.wait(`document.querySelector("#panel .inside-turn > span").textContent === "1 to 64 of 256"`, "the first maps of a network that has fewer")
}
