package weights

import "math"

// float16 returns the value of an IEEE 754 half: 1 sign, 5 exponent and 10 fraction bits.
func float16(bits uint16) float32 {
	sign := uint32(bits>>15) << 31
	exponent := uint32(bits>>10) & 0x1f
	fraction := uint32(bits) & 0x3ff
	switch exponent {
	case 0: // zero and subnormals, fraction·2⁻²⁴, are exact in float32
		value := float32(fraction) * 0x1p-24
		return math.Float32frombits(sign | math.Float32bits(value))
	case 0x1f: // infinity and NaN keep their fraction
		return math.Float32frombits(sign | 0xff<<23 | fraction<<13)
	default: // the exponent's bias is 15 here, 127 there
		return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
	}
}
