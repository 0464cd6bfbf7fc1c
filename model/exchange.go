package model

import (
	"slices"

	"mobilenet/weights/layers"
)

// piece is a part of an activation that one worker gives others.
type piece struct {
	giver  int
	area   area
	at     int // in the shared memory, bytes
	takers []int
}

// boundaries returns what is given before each layer and after the last, and how
// many bytes all of it takes. sizes are the bytes of a value of each activation.
func (d division) boundaries(table layers.Table, sizes []int) (pieces [][]piece, bytes int) {
	for i := range len(table) + 1 {
		var here []piece
		if d.held(table, i) {
			for giver := range d {
				for taker := range d {
					here = d.deliver(here, table, i, giver, taker)
				}
			}
		}
		for k := range here {
			here[k].at = bytes
			a := here[k].area
			bytes += a.rows.count * activation(table, i).Width * a.channels.count * sizes[i]
		}
		pieces = append(pieces, here)
	}
	return pieces, bytes
}

// held tells whether the workers meet before layer i: not where each goes on with
// the channels that it has.
func (d division) held(table layers.Table, i int) bool {
	return len(d) > 1 && (i == 0 || i == len(table) || !d[0][i-1].channelwise || !table[i].PerChannel())
}

// deliver adds what giver has and taker needs and has not. A worker's own channels
// come through the shared memory too, since they have to be put between the others'.
func (d division) deliver(here []piece, table layers.Table, i, giver, taker int) []piece {
	a := d.has(table, i, giver).intersect(d.needs(table, i, taker))
	if a.empty() || !d.channelwise(i) && a.intersect(d.has(table, i, taker)) == a {
		return here
	}
	for k := range here {
		if here[k].giver == giver && here[k].area == a {
			here[k].takers = append(here[k].takers, taker)
			return here
		}
	}
	return append(here, piece{giver: giver, area: a, takers: []int{taker}})
}

// has returns what a worker has of the activation before layer i: the leader the
// whole input.
func (d division) has(table layers.Table, i, rank int) area {
	switch {
	case i > 0:
		return d[rank][i-1].output
	case rank == 0:
		return all(table[0].In)
	}
	return area{}
}

// needs returns what a worker reads of the activation before layer i: the leader
// all logits.
func (d division) needs(table layers.Table, i, rank int) area {
	switch {
	case i < len(table):
		if d[rank][i].output.empty() {
			return area{}
		}
		return d[rank][i].input
	case rank == 0:
		return all(table[i-1].Out)
	}
	return area{}
}

// channelwise tells whether the activation before layer i is shared out by channels.
func (d division) channelwise(i int) bool { return i > 0 && d[0][i-1].channelwise }

// activation returns the shape of the activation before layer i, or after the last.
func activation(table layers.Table, i int) layers.Shape {
	if i == 0 {
		return table[0].In
	}
	return table[i-1].Out
}

// exchanges returns what the worker of that rank does at each boundary, with the
// memory of its activations, whose values have sizes bytes each.
func (d division) exchanges(table layers.Table, rank int, activations [][]byte, sizes []int) []exchange {
	boundaries, _ := d.boundaries(table, sizes)
	exchanges := make([]exchange, len(boundaries))
	for i, pieces := range boundaries {
		e := &exchanges[i]
		e.held = len(pieces) > 0
		if i == len(table) && rank == 0 { // the pass is over when all others have finished
			for other := 1; other < len(d); other++ {
				e.takes = append(e.takes, delivery{rank: other})
			}
		}
		for _, p := range pieces {
			if p.giver == rank {
				e.gives = append(e.gives, p.given(activations[i], activation(table, i), sizes[i]))
			}
			if slices.Contains(p.takers, rank) {
				e.take(p.giver, p.taken(activations[i], activation(table, i), sizes[i]))
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
