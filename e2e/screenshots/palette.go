package main

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// mostColours is how many colours a picture keeps: as many as a byte can name.
const mostColours = 256

// A bin is a part of the colours of a picture, each with how often it comes.
type bin []counted

type counted struct {
	rgb   [3]uint8
	count int
}

// reduce returns the picture with the colours that stand for all of its own best: median cut, without dithering, whose
// noise would make the file large.
func reduce(picture image.Image) *image.Paletted {
	counts := make(map[[3]uint8]int)
	bounds := picture.Bounds()
	at := func(x, y int) [3]uint8 {
		r, g, b, _ := picture.At(x, y).RGBA()
		return [3]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)}
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[at(x, y)]++
		}
	}
	var all bin
	for rgb, count := range counts {
		all = append(all, counted{rgb, count})
	}
	// In one order, so that the same picture gives the same file.
	slices.SortFunc(all, func(a, b counted) int { return slices.Compare(a.rgb[:], b.rgb[:]) })
	index := make(map[[3]uint8]uint8)
	reduced := image.NewPaletted(bounds, nil)
	for i, b := range cut(all) {
		reduced.Palette = append(reduced.Palette, b.mean())
		for _, c := range b {
			index[c.rgb] = uint8(i)
		}
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			reduced.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	return reduced
}

// cut cuts colours into bins: again and again the one whose colours differ most, in the middle of its longest side.
func cut(all bin) []bin {
	bins := []bin{all}
	for len(bins) < mostColours {
		widest, most := 0, 0.0
		for i, b := range bins {
			if _, spread := b.longest(); spread > most {
				widest, most = i, spread
			}
		}
		if most == 0 {
			break
		}
		b := bins[widest]
		channel, _ := b.longest()
		slices.SortStableFunc(b, func(x, y counted) int { return cmp.Compare(x.rgb[channel], y.rgb[channel]) })
		middle := b.middle(channel)
		bins[widest] = b[:middle]
		bins = append(bins, b[middle:])
	}
	return bins
}

// longest returns the channel in which the colours differ most, and how much: the variance times their number.
func (b bin) longest() (channel int, spread float64) {
	for c := range 3 {
		n, sum, squares := 0.0, 0.0, 0.0
		for _, one := range b {
			v, w := float64(one.rgb[c]), float64(one.count)
			n, sum, squares = n+w, sum+w*v, squares+w*v*v
		}
		if s := squares - sum*sum/n; s > spread {
			channel, spread = c, s
		}
	}
	if b[0].rgb == b[len(b)-1].rgb {
		return channel, 0 // one colour: what is left is rounding
	}
	return channel, spread
}

// middle returns where a sorted bin is cut: at the mean of a channel, with something on either side.
func (b bin) middle(channel int) int {
	n, sum := 0.0, 0.0
	for _, one := range b {
		n, sum = n+float64(one.count), sum+float64(one.count)*float64(one.rgb[channel])
	}
	at := slices.IndexFunc(b, func(one counted) bool { return float64(one.rgb[channel]) > sum/n })
	return min(max(at, 1), len(b)-1)
}

// mean returns the colour that stands for a bin.
func (b bin) mean() color.Color {
	n, sums := 0, [3]int{}
	for _, one := range b {
		n += one.count
		for c, v := range one.rgb {
			sums[c] += one.count * int(v)
		}
	}
	return color.RGBA{uint8((sums[0] + n/2) / n), uint8((sums[1] + n/2) / n), uint8((sums[2] + n/2) / n), 255}
}
