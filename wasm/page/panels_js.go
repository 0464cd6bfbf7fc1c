package main

import (
	"mobilenet/wasm/page/internal/breakage"
	"mobilenet/wasm/page/internal/compare"
	"mobilenet/wasm/page/internal/detector"
	"mobilenet/wasm/page/internal/inside"
	"mobilenet/wasm/page/internal/layertimes"
	"mobilenet/wasm/page/internal/lessons"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/paper"
	"mobilenet/wasm/page/internal/photos"
	"mobilenet/wasm/page/internal/separable"
	"mobilenet/wasm/page/internal/teach"
)

// panels are the panels of the page in the order of their tabs.
var panels = []panel.Entry{
	{ID: "time", New: layertimes.New},
	{ID: "separable", New: separable.New},
	{ID: "inside", New: inside.New},
	{ID: "compare", New: compare.New},
	{ID: "break", New: breakage.New},
	{ID: "photos", New: photos.New},
	{ID: "teach", New: teach.New},
	{ID: "detect", New: detector.New},
	{ID: "paper", New: paper.New},
	{ID: "lessons", New: lessons.New},
}
