// How all kernels walk through memory: by pointers that go on, in loops that end when nothing is left.

#define ADD(pointer, step) \
	Get pointer; Get step; I64Add; Set pointer
#define ADDBYTES(pointer, bytes) \
	Get pointer; I64Const $bytes; I64Add; Set pointer
#define LOAD(pointer, offset) \
	Get pointer; I32WrapI64; V128Load $offset

// Followed by a label: on with the loop while something is left.
#define DECREMENT(counter, step) \
	Get counter; I64Const $step; I64Sub; Tee counter; I32WrapI64; BrIf

// The four pixels of a tile lie srcStep apart, in R11; R1 goes on to the next tile.
#define PIXELS4 \
	Get R1; Tee R4; \
	Get R11; I64Add; Tee R5; \
	Get R11; I64Add; Tee R6; \
	Get R11; I64Add; Tee R7; \
	Get R11; I64Add; Set R1
#define ADVANCE4(bytes) \
	ADDBYTES(R4, bytes); \
	ADDBYTES(R5, bytes); \
	ADDBYTES(R6, bytes); \
	ADDBYTES(R7, bytes)
