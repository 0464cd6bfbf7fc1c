package kernels

// PanelWeight returns the weight of input m to output n from panels of in inputs as PackPanels packs them.
func PanelWeight(panels []float32, in, m, n int) float32 {
	return panels[(n/panel*in+m)*panel+n%panel]
}

// QuantisedPanelWeight returns the weight of input m to output n from panels of one row of run inputs as
// PackQuantisedPanels packs them.
func QuantisedPanelWeight(panels []int16, run, m, n int) int16 {
	return panels[(n/panel*evenUp(run)+m/2*2)*panel+n%panel*2+m%2]
}
