package main

import (
	"unsafe"
)

// crew is this engine's place among several that compute a network together: web/crew.js has the shared memory.
type crew struct{ rank, size int }

func (c *crew) Rank() int { return c.rank }
func (c *crew) Size() int { return c.size }

func (c *crew) Give(at int, values []byte) {
	crewGive(int32(at), unsafe.Pointer(unsafe.SliceData(values)), int32(len(values)))
}

func (c *crew) Take(at int, values []byte) {
	crewTake(int32(at), unsafe.Pointer(unsafe.SliceData(values)), int32(len(values)))
}

func (c *crew) Begin()  { crewBegin() }
func (c *crew) Arrive() { crewArrive() }

func (c *crew) Await(rank int) bool { return crewAwait(int32(rank)) != 0 }

//go:wasmimport crew give
func crewGive(at int32, values unsafe.Pointer, length int32)

//go:wasmimport crew take
func crewTake(at int32, values unsafe.Pointer, length int32)

//go:wasmimport crew begin
func crewBegin()

//go:wasmimport crew arrive
func crewArrive()

//go:wasmimport crew await
func crewAwait(rank int32) int32

// crewBytes returns how many bytes of shared memory a crew of that size needs for the network of slot a.
func (e *engine) crewBytes(size int) int {
	return e.slots[0].current.network.CrewBytes(size)
}

// join makes the network of slot a work in a crew.
func (e *engine) join(rank, size int) {
	e.slots[0].current.network.SetCrew(&crew{rank, size})
}

// leave makes it work alone. web/crew.js asks for it before slot a gets another network.
func (e *engine) leave() {
	e.slots[0].current.network.SetCrew(nil)
}

// work does a member's part of all passes, until it is called away.
func (e *engine) work(rank, size int) {
	e.join(rank, size)
	e.slots[0].current.network.Work()
	e.leave()
}
