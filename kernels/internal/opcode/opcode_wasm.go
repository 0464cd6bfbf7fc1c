package opcode

// vector is 128 bits.
type vector [16]byte

// results is the number of vectors that execute stores.
const results = 37

// execute applies each instruction to a, or to a and b, and stores what they yield one after the other.
//
//go:noescape
func execute(dst *[results]vector, a, b *vector)
