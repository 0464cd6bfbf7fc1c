package main

import (
	"mobilenet/wasm/page/internal/panel"
)

// panels are the panels of the page in the order of their tabs.
var panels = []panel.Entry{}
