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
