package model

import (
	"slices"

	"mobilenet/weights/layers"
)

// An activation goes by one more than the index of the layer that puts it out: 0 is the
// network's input.

// piece is a part of an activation that one worker gives others.
type piece struct {
	activation int
	giver      int
	area       area
	at         int // in the shared memory, bytes
	takers     []int
}

// boundaries returns what is given before each layer and after the last, and how
// many bytes all of it takes. sizes are the bytes of a value of each activation.
func (d *division) boundaries(sizes []int) (pieces [][]piece, bytes int) {
	for i := range len(d.table) + 1 {
		var here []piece
		for _, activation := range d.passedOn(i) {
			for giver := range d.parts {
				for taker := range d.parts {
					here = d.deliver(here, activation, giver, taker, d.needs(i, activation, taker))
				}
			}
		}
		for k := range here {
			p := &here[k]
			p.at = bytes
			bytes += p.area.rows.count * d.shape(p.activation).Width * p.area.channels.count * sizes[p.activation]
		}
		pieces = append(pieces, here)
	}
	return pieces, bytes
}

// passedOn returns the activations that the workers exchange before layer i, or after
// the last: not those of which each goes on with the channels that it has, nor in the
// end those that were put together before.
func (d *division) passedOn(i int) []int {
	if len(d.parts) == 1 {
		return nil
	}
	if i < len(d.table) {
		activation := 1 + d.table[i].From
		if d.channelwise(activation) && d.table[i].PerChannel() {
			return nil
		}
		return []int{activation}
	}
	var all []int
	for _, layer := range d.lasting {
		gathered := func(l layers.Layer) bool { return l.From == layer && !l.PerChannel() }
		if !d.channelwise(1+layer) || !slices.ContainsFunc(d.table, gathered) {
			all = append(all, 1+layer)
		}
	}
	return all
}

// deliver adds what giver has and taker needs and has not. A worker's own channels
// come through the shared memory too, since they have to be put between the others'.
func (d *division) deliver(here []piece, activation, giver, taker int, needs area) []piece {
	a := d.has(activation, giver).intersect(needs)
	if a.empty() || !d.channelwise(activation) && a.intersect(d.has(activation, taker)) == a {
		return here
	}
	for k := range here {
		if p := &here[k]; p.activation == activation && p.giver == giver && p.area == a {
			p.takers = append(p.takers, taker)
			return here
		}
	}
	return append(here, piece{activation: activation, giver: giver, area: a, takers: []int{taker}})
}

// has returns what a worker has computed of an activation: the leader has the whole
// input.
func (d *division) has(activation, rank int) area {
	switch {
	case activation > 0:
		return d.parts[rank][activation-1].output
	case rank == 0:
		return all(d.shape(0))
	}
	return area{}
}

// needs returns what a worker reads of an activation for its part of layer i. After the
// last, the leader needs everything, and before the classifier all features, although
// no class may fall to it.
func (d *division) needs(i, activation, rank int) area {
	switch {
	case i < len(d.table) && (rank == 0 || !d.parts[rank][i].output.empty()):
		return d.parts[rank][i].input
	case i == len(d.table) && rank == 0:
		return all(d.shape(activation))
	}
	return area{}
}

// channelwise tells whether an activation is shared out by channels.
func (d *division) channelwise(activation int) bool {
	return activation > 0 && d.parts[0][activation-1].channelwise
}

// shape returns the shape of an activation.
func (d *division) shape(activation int) layers.Shape {
	if activation == 0 {
		return d.table[0].In
	}
	return d.table[activation-1].Out
}

// exchanges returns what the worker of that rank does at each boundary, with the
// memory of its activations, whose values have sizes bytes each.
func (d *division) exchanges(rank int, activations [][]byte, sizes []int) []exchange {
	boundaries, _ := d.boundaries(sizes)
	exchanges := make([]exchange, len(boundaries))
	for i, pieces := range boundaries {
		e := &exchanges[i]
		e.held = len(pieces) > 0
		if i == len(d.table) && rank == 0 { // the pass is over when all others have finished
			for other := 1; other < len(d.parts); other++ {
				e.takes = append(e.takes, delivery{rank: other})
			}
		}
		for _, p := range pieces {
			memory, shape, size := activations[p.activation], d.shape(p.activation), sizes[p.activation]
			if p.giver == rank {
				e.gives = append(e.gives, p.given(memory, shape, size))
			}
			if slices.Contains(p.takers, rank) {
				e.take(p.giver, p.taken(memory, shape, size))
			}
		}
	}
	return exchanges
}

// given returns the piece in the memory of its giver, where channels shared out
// begin at the start.
func (p piece) given(memory []byte, shape layers.Shape, size int) transfer {
	pixel := p.area.channels.count * size
	first := p.area.rows.first * shape.Width * pixel
	return transfer{p.at, memory[first:][:p.area.rows.count*shape.Width*pixel]}
}

// taken returns where the piece belongs in the whole activation: rows in one run,
// some of the channels in a run for each pixel.
func (p piece) taken(memory []byte, shape layers.Shape, size int) []transfer {
	if p.area.channels.count == shape.Channels {
		return []transfer{p.given(memory, shape, size)}
	}
	var runs []transfer
	run, pixel := p.area.channels.count*size, shape.Channels*size
	for i := range p.area.rows.count * shape.Width {
		runs = append(runs, transfer{p.at + i*run, memory[i*pixel+p.area.channels.first*size:][:run]})
	}
	return runs
}

// take adds transfers to what the giver delivers.
func (e *exchange) take(giver int, transfers []transfer) {
	for k := range e.takes {
		if e.takes[k].rank == giver {
			e.takes[k].takes = append(e.takes[k].takes, transfers...)
			return
		}
	}
	e.takes = append(e.takes, delivery{giver, transfers})
}
