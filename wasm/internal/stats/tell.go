package stats

import "math"

// Quantiles of the normal distribution: 95 % lie within wide on both sides, 80 % below often.
const (
	wide  = 1.959964
	often = 0.841621
)

// Drawn returns how likely 0, 1, … n of n independent photos are right, each with probability p: the binomial
// distribution.
func Drawn(n int, p float64) []float64 {
	likely := make([]float64, n+1)
	for k := range likely {
		likely[k] = drawn(n, p, k)
	}
	return likely
}

// drawn is one of them. It works with logarithms, since n may be large.
func drawn(n int, p float64, k int) float64 {
	switch {
	case k < 0 || k > n:
		return 0
	case p <= 0 || p >= 1:
		if k == 0 && p <= 0 || k == n && p >= 1 {
			return 1
		}
		return 0
	}
	ways := logFactorial(n) - logFactorial(k) - logFactorial(n-k)
	return math.Exp(ways + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p))
}

// logFactorials are the logarithms of 0!, 1!, … as far as they were needed.
var logFactorials = []float64{0}

func logFactorial(n int) float64 {
	for k := len(logFactorials); k <= n; k++ {
		logFactorials = append(logFactorials, logFactorials[k-1]+math.Log(float64(k)))
	}
	return logFactorials[n]
}

// Chance returns how likely it is that two networks which are right equally often differ at least so much: a photos on
// which only one is right, b on which only the other is. It is McNemar's test, exact: a coin thrown a+b times (Q. McNemar
// 1947, Psychometrika 12).
func Chance(a, b int) float64 {
	both := 0.0
	for k := range min(a, b) + 1 {
		both += 2 * drawn(a+b, 0.5, k)
	}
	return min(1, both)
}

// Needed returns how many photos each of two networks has to see, each its own, so that a test at the 5 % level tells
// shares p and q of right answers apart 8 times out of 10 (J. L. Fleiss 1981, Statistical Methods for Rates and
// Proportions). It is 0 if they are equal: no number would do.
func Needed(p, q float64) int {
	if p == q {
		return 0
	}
	middle := (p + q) / 2
	spread := wide*math.Sqrt(2*middle*(1-middle)) + often*math.Sqrt(p*(1-p)+q*(1-q))
	return int(math.Ceil(spread * spread / ((p - q) * (p - q))))
}

// NeededPaired returns the same for two networks that see the same photos, if one is right by so much more, 0..1, and
// only one of the two is right on a share of differ (R. J. Connor 1987, Biometrics 43). It panics if differ < more.
func NeededPaired(more, differ float64) int {
	if more == 0 {
		return 0
	}
	if differ < more {
		panic("stats: networks differ on fewer photos than one is better on")
	}
	spread := wide*math.Sqrt(differ) + often*math.Sqrt(differ-more*more)
	return int(math.Ceil(spread * spread / (more * more)))
}

// Upset returns how likely it is that the better of two networks comes out no better on n photos that both see: it is
// right on a share of more, 0..1, beyond the other, and only one of the two is right on a share of differ. It panics if
// differ < more.
func Upset(n int, more, differ float64) float64 {
	if differ < more {
		panic("stats: networks differ on fewer photos than one is better on")
	}
	if differ == 0 {
		return 1
	}
	// Of k photos on which only one is right, how likely is it the better one on half of them at most? From k to k+1,
	// either the photo that is added tips what stood at the half, or the half moves up by one.
	better := (differ + more) / 2 / differ
	upset, atMost := 0.0, 1.0
	for k := range n + 1 {
		upset += drawn(n, differ, k) * atMost
		if k%2 == 0 {
			atMost -= better * drawn(k, better, k/2)
		} else {
			atMost += (1 - better) * drawn(k, better, k/2+1)
		}
	}
	return upset
}
