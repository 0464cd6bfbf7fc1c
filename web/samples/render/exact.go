package main

import "math"

// The pictures must come out the same on every machine, to the last bit. Two things would break that: processors that
// fuse a product and a sum into one rounding, and library functions that exist in assembly on some of them. So every
// product that meets a sum is written float64(a*b), which the language defines to round, and the few transcendental
// functions a renderer needs are here. Square root and floor are exact everywhere.

// mad is a·b+c, rounded twice.
func mad(a, b, c float64) float64 { return float64(a*b) + float64(c) }

// mix goes from a to b as t goes from 0 to 1.
func mix(a, b, t float64) float64 { return float64(a) + float64((b-a)*t) }

// clamp limits x to [lo, hi].
func clamp(x, lo, hi float64) float64 { return min(max(x, lo), hi) }

// smooth is 0 below lo, 1 above hi and 3t²−2t³ between.
func smooth(lo, hi, x float64) float64 {
	t := clamp((x-lo)/(hi-lo), 0, 1)
	return float64(t * t * (3 - float64(2*t)))
}

// fract is the part of x after the point, in [0, 1).
func fract(x float64) float64 { return float64(x) - math.Floor(x) }

// sin is accurate to 1e-7: a polynomial on [−π/2, π/2] after folding.
func sin(x float64) float64 {
	x -= float64(math.Floor(x/(2*math.Pi)+0.5) * (2 * math.Pi)) // to [−π, π]
	if x > math.Pi/2 {
		x = math.Pi - x
	} else if x < -math.Pi/2 {
		x = -math.Pi - x
	}
	s := float64(x * x)
	p := mad(s, -2.5052108e-8, 2.7557319e-6)
	p = mad(s, p, -1.9841270e-4)
	p = mad(s, p, 8.3333333e-3)
	p = mad(s, p, -1.6666667e-1)
	return x + float64(x*float64(s*p))
}

func cos(x float64) float64 { return sin(float64(x) + math.Pi/2) }

// angle is the direction of (x, y) in (−π, π], accurate to 1e-5.
func angle(y, x float64) float64 {
	ax, ay := math.Abs(x), math.Abs(y)
	if ax+ay == 0 {
		return 0
	}
	t := min(ax, ay) / max(ax, ay)
	s := float64(t * t)
	p := mad(s, -0.0117212, 0.05265332)
	p = mad(s, p, -0.11643287)
	p = mad(s, p, 0.19354346)
	p = mad(s, p, -0.33262347)
	p = mad(s, p, 0.99997726)
	a := float64(t * p)
	if ay > ax {
		a = math.Pi/2 - a
	}
	if x < 0 {
		a = math.Pi - a
	}
	return math.Copysign(a, y)
}

// hypot is the length of (x, y).
func hypot(x, y float64) float64 { return math.Sqrt(float64(x*x) + float64(y*y)) }
