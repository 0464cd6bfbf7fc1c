package model

import (
	"slices"

	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

// part is what one worker of a crew computes of a layer: some rows of the output
// with all channels, or some channels of all rows. One alone computes it whole.
type part struct {
	output area
	input  area // what it is computed from
	// channelwise is set where layers are shared out by channels. The output then
	// lies in memory without the other workers' channels.
	channelwise bool
	window      kernels.Window // that computes it, for 3×3 layers
}

// area is a part of an activation: rows, in their full width, and channels.
type area struct{ rows, channels interval }

// interval is count numbers from first on.
type interval struct{ first, count int }

// all returns the area of a whole activation.
func all(s layers.Shape) area { return area{interval{0, s.Height}, interval{0, s.Channels}} }

func (a area) empty() bool { return a.rows.count == 0 || a.channels.count == 0 }

func (a area) intersect(b area) area {
	return area{a.rows.intersect(b.rows), a.channels.intersect(b.channels)}
}

func (i interval) intersect(j interval) interval {
	first, end := max(i.first, j.first), min(i.first+i.count, j.first+j.count)
	return interval{first, max(end-first, 0)}
}

// share returns the part of 0..n−1 that falls to rank.
func share(n, size, rank int) interval {
	first := n * rank / size
	return interval{first, n*(rank+1)/size - first}
}

// shareChannels does so for channels, in whole panels of the kernels.
func shareChannels(channels, size, rank int) interval {
	panel := kernels.PanelLen(1, 1)
	s := share(kernels.PanelLen(1, channels)/panel, size, rank)
	s.first, s.count = s.first*panel, s.count*panel
	return s.intersect(interval{0, channels})
}

// division is who computes what of a table.
type division struct {
	table   layers.Table
	lasting []int    // the layers whose whole outputs the leader has in the end
	parts   [][]part // of each rank, one for each layer
}

// divide shares the layers out among size workers. Rows are what needs the fewest
// values of the others: those at the borders. But the last feature maps have few
// rows and many channels, and most of the weights: from there on the layers are
// shared out by channels, and each worker reads its part of the weights only.
func (n *Network) divide(size int) *division {
	from := channelwiseFrom(n.table)
	d := &division{table: n.table, lasting: n.lasting, parts: make([][]part, size)}
	for rank := range d.parts {
		for i, l := range n.table {
			d.parts[rank] = append(d.parts[rank], partOf(l, size, rank, i >= from))
		}
	}
	return d
}

// channelwiseFrom returns the first layer that is shared out by channels: the first
// pointwise layer with an output as small as the last feature map. Without such
// layers it is the classifier; a network without a classifier has none.
func channelwiseFrom(table layers.Table) int {
	classifier := table.Find(layers.FullyConnected)
	if classifier < 0 {
		return len(table)
	}
	features := table[table.Features()]
	if features.Kind != layers.Pointwise {
		return classifier
	}
	return slices.IndexFunc(table, func(l layers.Layer) bool {
		return l.Kind == layers.Pointwise && l.Out.Height == features.Out.Height
	})
}

// partOf returns the part of the layer that falls to rank.
func partOf(l layers.Layer, size, rank int, channelwise bool) part {
	p := part{output: all(l.Out), input: all(l.In), channelwise: channelwise}
	p.window = kernels.Window{Height: l.In.Height, Width: l.In.Width, Channels: l.In.Channels, Stride: l.Stride}
	switch {
	case channelwise:
		p.output.channels = shareChannels(l.Out.Channels, size, rank)
		if l.PerChannel() {
			p.input.channels = p.output.channels
			p.window.Channels = p.input.channels.count
		}
	case l.Kind != layers.Pool: // the mean of rows needs all of them: everybody computes it
		p.output.rows = share(l.Out.Height, size, rank)
		p.input.rows = p.output.rows
		if l.Window() == 3 && !p.output.empty() {
			var first int
			p.window, first = p.window.Band(p.output.rows.first, p.output.rows.count)
			p.input.rows = interval{first, p.window.Height}
		}
	}
	return p
}
