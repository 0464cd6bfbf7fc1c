package kernels

// panelCount returns the number of panels of out channels.
func panelCount(out int) int { return roundUp(out) / panel }

// panelAt returns the first channel of the panel that is computed as number i: one that is not whole comes first, then all
// whole ones.
func panelAt(i, out int) int { return (i + out/panel) % panelCount(out) * panel }
