package offers

// Start returns the point that a page begins at: of the alphas and resolutions, each in ascending order, the point that
// costs most and no more than budget; if none does, the first of both.
func Start(alphas, resolutions []float64, budget float64, cost func(alpha, resolution float64) float64) (alpha, resolution float64) {
	alpha, resolution = alphas[0], resolutions[0]
	most := 0.0
	for _, a := range alphas {
		for _, r := range resolutions {
			if c := cost(a, r); c > most && c <= budget {
				alpha, resolution, most = a, r, c
			}
		}
	}
	return alpha, resolution
}
