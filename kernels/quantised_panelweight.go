package kernels

// QuantisedPanelWeight returns the weight of input m to output n from panels of one row of run inputs as
// PackQuantisedPanels packs them.
func QuantisedPanelWeight(panels []int16, run, m, n int) int16 {
	return panels[(n/panel*evenUp(run)+m/2*2)*panel+n%panel*2+m%2]
}
