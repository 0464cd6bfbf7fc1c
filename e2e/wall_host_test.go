package e2e

import (
	"fmt"
	"net/http"
	"testing"
)

// The page says only what it knows of its host, and gives an owner nothing in a frame.
func (s *pageSite) testWallHost(t *testing.T) {
	d := s.another(t).behindDoor(t)
	d.close("/api/walls", http.StatusServiceUnavailable)
	v := d.open(t, "wall.html#lang=en", "503")
	v.wait(`document.getElementById("state").textContent.includes("does not know") && document.querySelector("a[href='#collect']").checkVisibility()`, "that nobody knows")
	if evaluate[bool](v, `document.getElementById("collect").checkVisibility() || document.getElementById("open").checkVisibility()`) {
		t.Error("have a way that the host may not have, want none yet")
	}
	d.close("", 0)
	v.wait(`document.getElementById("open").checkVisibility() && document.getElementById("state").textContent === ""`, "the walls")
	v.wait(`document.getElementById("local").checkVisibility()`, "that other devices do not reach this address")

	_, code := d.openWall(t, "framed")
	evaluate[any](v, fmt.Sprintf(`(() => { const e = document.createElement("iframe"); e.src = "wall.html?framed#%s&lang=en"; document.body.append(e); })()`, code))
	const inside = `document.querySelector("iframe").contentDocument.getElementById`
	v.wait(inside+`("code").textContent.length === 9`, "the wall in a frame")
	if evaluate[bool](v, inside+`("end").checkVisibility() || `+inside+`("owner").checkVisibility()`) {
		t.Error("have an owner's controls in a frame, want none")
	}
}
