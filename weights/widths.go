package weights

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

// bases are the channels after the first convolution and after each of the 13 blocks at α = 1 (Table 1).
var bases = [14]int{32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024}

// widths are the channels after the first convolution and after each of the 13 blocks at some α.
type widths [14]int

// widthsAt returns the widths of a network under width multiplier alpha.
func widthsAt(alpha float64) (w widths) {
	for i, base := range bases {
		w[i] = Channels(base, alpha)
	}
	return w
}
