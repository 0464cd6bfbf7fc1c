package lab

import (
	"strings"
	"testing"
	"time"

	"mobilenet/kernels"
)

func TestTimeParts(t *testing.T) {
	for _, c := range []struct {
		name   string
		budget time.Duration
		want   int
	}{{"all runs", time.Hour, 4}, {"three at least", 0, 3}} {
		times, err := TimeParts(0.25, kernels.Best(), 4, c.budget)
		if err != nil {
			t.Fatal(err)
		}
		if have := []int{len(times.Body), len(times.Extra), len(times.Heads)}; have[0] != c.want || have[1] != c.want || have[2] != c.want {
			t.Errorf("%s: have %v times, want %d of each part", c.name, have, c.want)
		}
		for i, body := range times.Body {
			if body < times.Extra[i] || times.Heads[i] < 0 {
				t.Errorf("%s: have %.2f ms of the body and %.2f of the extra layers, which have a twentieth of its multiply-adds", c.name, body, times.Extra[i])
			}
		}
	}
	if _, err := TimeParts(0, kernels.Best(), 1, 0); err == nil || !strings.Contains(err.Error(), "alpha 0") {
		t.Errorf("have error %v, want one of alpha 0", err)
	}
}
