package timing

import (
	"mobilenet/weights/layers"
)

// Share is what the layers of one kind have of a network's multiply-adds, weights and time, each 0..1: a row of the
// paper's Table 2, and the column that it lacks.
type Share struct {
	Kind                        layers.Kind
	MultiplyAdds, Weights, Time float64
}

// Shares returns a share for each kind of layer that the network has, in the order in which Table 2 lists them: the one
// with the most multiply-adds first. ms is what each layer took.
func Shares(table layers.Table, ms []float64) []Share {
	total, all := table.Sum(), 0.0
	for _, t := range ms {
		all += t
	}
	var shares []Share
	for _, kind := range []layers.Kind{layers.Pointwise, layers.Depthwise, layers.Conv, layers.FullyConnected, layers.Pool} {
		share, found := Share{Kind: kind}, false
		for i, l := range table {
			if l.Kind != kind {
				continue
			}
			found = true
			share.MultiplyAdds += float64(l.MultiplyAdds()) / float64(total.MultiplyAdds)
			share.Weights += float64(l.Weights()) / float64(total.Weights)
			if all > 0 {
				share.Time += ms[i] / all
			}
		}
		if found {
			shares = append(shares, share)
		}
	}
	return shares
}
