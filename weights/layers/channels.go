package layers

// channelMultiple is what every number of channels is a multiple of, so that kernels need no remainders.
const channelMultiple = 8

// Channels returns the number of channels that a layer of base channels (at
// α = 1) has under width multiplier alpha: α·base rounded to the nearest multiple
// of 8, never below 8 and never more than a tenth below α·base. At the paper's
// four α it is α·base exactly.
func Channels(base int, alpha float64) int {
	want := float64(base) * alpha
	c := max(channelMultiple, int(want+channelMultiple/2)/channelMultiple*channelMultiple)
	if float64(c) < 0.9*want {
		c += channelMultiple
	}
	return c
}
