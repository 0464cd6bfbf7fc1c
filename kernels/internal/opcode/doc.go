// Package opcode executes each vector instruction that the kernels are made of, alone, so that its test can tell an
// instruction that the assembler encodes wrongly, or an engine executes wrongly, from a mistake in a kernel. It is
// empty but for wasm, and no program imports it.
package opcode
