// The pieces of tiles of 4 pixels × 16 output channels, for processors with 32 registers for vectors. Sixteen sums are
// in the registers F16 to F31, of which the finisher makes registers for vectors: until then they are numbers.
//
//	F16..F19 sums of the first pixel, F20..F23 F24..F27 F28..F31 of the others
//	V0..V3 inputs of each pixel, V4..V7 one or four of them in all lanes, V8 weights of 4 channels
//	R4..R7 src of each pixel

#define GETWIDE(sum) Get sum; F64x2Splat
#define SETWIDE(sum) F64x2ExtractLane $0, $0; Set sum

// The finisher makes a shuffle of this: one of the four lanes in all of them.
#define LANE0 $0x0302010003020100
#define LANE1 $0x0706050407060504
#define LANE2 $0x0b0a09080b0a0908
#define LANE3 $0x0f0e0d0c0f0e0d0c
#define SPLAT(v, lane, to) \
	Get v; Get v; V128Const lane, lane; V128Bitselect; Set to
#define SPLATS(lane) \
	SPLAT(V0, lane, V4); \
	SPLAT(V1, lane, V5); \
	SPLAT(V2, lane, V6); \
	SPLAT(V3, lane, V7)

// All sums of a channel's vector start alike.
#define STARTWIDE(v, a, b, c, d) \
	Get v; SETWIDE(a); \
	Get v; SETWIDE(b); \
	Get v; SETWIDE(c); \
	Get v; SETWIDE(d)

// Four channels of all pixels: PRODUCT adds the products of an input and V8 to a sum.
#define CHANNELS(PRODUCT, weights, offset, a, b, c, d) \
	LOAD(weights, offset); Set V8; \
	PRODUCT(V4, a); \
	PRODUCT(V5, b); \
	PRODUCT(V6, c); \
	PRODUCT(V7, d)

// Sixteen channels of all pixels; what they are multiplied by lies in the given lane. R2 and R3 are the panels' weights.
#define PRODUCTS(PRODUCT, lane, offset) \
	SPLATS(lane); \
	CHANNELS(PRODUCT, R2, (offset), F16, F20, F24, F28); \
	CHANNELS(PRODUCT, R2, (offset+16), F17, F21, F25, F29); \
	CHANNELS(PRODUCT, R3, (offset), F18, F22, F26, F30); \
	CHANNELS(PRODUCT, R3, (offset+16), F19, F23, F27, F31)
