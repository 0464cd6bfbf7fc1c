package model

// Crew is how one of several workers meets the others, each of which has the same
// network in a memory of its own and computes a part of every layer. What the
// others need of it goes through a memory that all share. Rank 0 leads: it has the
// input, and the logits in the end.
//
// The workers pass the same points in the same order. Whoever has come to a point
// gives what the others need, says that it has arrived, awaits those whose values
// it needs and takes them. No place in the shared memory is used twice in one
// forward pass, and the leader is the last to finish it and the first to begin the
// next.
type Crew interface {
	Rank() int // of this worker, from 0 to Size−1
	Size() int
	// Begin is called before each pass: members may have to wait for the leader's input.
	Begin()
	// Give copies values to a place in the shared memory, in bytes from its start.
	Give(at int, values []byte)
	// Arrive lets the others see all that was given before.
	Arrive()
	// Await waits until rank has arrived as often as this worker. It returns false
	// if that worker is gone, or if this one is called away.
	Await(rank int) bool
	// Take copies values from a place in the shared memory.
	Take(at int, values []byte)
}

// transfer is a run of values on its way through the shared memory.
type transfer struct {
	at     int // in the shared memory, bytes
	values []byte
}

// delivery is what one worker has for another.
type delivery struct {
	rank  int // who gives it
	takes []transfer
}

// exchange is one worker's part of a meeting before a layer, or after the last.
type exchange struct {
	gives []transfer
	takes []delivery
	held  bool // somebody gives something
}

// run returns false if somebody did not come.
func (e *exchange) run(c Crew) bool {
	if !e.held {
		return true
	}
	for _, t := range e.gives {
		c.Give(t.at, t.values)
	}
	c.Arrive()
	for _, d := range e.takes {
		if !c.Await(d.rank) {
			return false
		}
		for _, t := range d.takes {
			c.Take(t.at, t.values)
		}
	}
	return true
}
