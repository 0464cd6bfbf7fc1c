package e2e

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// A frame that asks for features or logits gets those of a network that was written apart, whatever the number format and
// however many threads there are; one that does not ask gets none.
func (s *engineSite) testFeatures(t *testing.T) {
	const alpha, side = 0.25, 128
	net := randomNetwork(alpha, 11)
	address := s.add(t, "features.safetensors", net.safetensors(alpha, nil))
	page := s.labPage(t)
	type seen struct{ Features, Logits, Pixels []float64 }
	look := func(precision string, threads int) seen {
		return call[seen](t, page, fmt.Sprintf(`await (async () => {
			const weights = {source: "url", url: new URL(%q, document.baseURI).href};
			await ask({kind: "configure", alpha: %v, resolution: %d, precision: %q, threads: %d, exact: true, weights});
			const plain = await ask({kind: "frame", bitmap: await picture(%[3]d, %[3]d)});
			if (plain.features !== undefined || plain.logits !== undefined) throw new Error("values that nobody asked for");
			const {features, logits, pixels} = await ask({kind: "frame", bitmap: await picture(%[3]d, %[3]d), features: true, logits: true});
			return {features: [...features], logits: [...logits], pixels: [...new Uint8Array(pixels)]};
		})()`, address, alpha, side, precision, threads))
	}
	var input []float32
	alone := look("f32", 1)
	for i, value := range alone.Pixels {
		if i%4 != 3 {
			input = append(input, float32(value*0.0078431-1))
		}
	}
	want, logits := net[:len(net)-1].logits(input, side), net.logits(input, side)
	for i, have := range alone.Logits {
		if math.Abs(have-logits[i]) > 1e-3*slices.Max(logits) {
			t.Errorf("logit %d: have %v, want %v", i, have, logits[i])
			break
		}
	}
	for _, precision := range []string{"f32", "int8"} {
		single := look(precision, 1)
		one := single.Features
		// What integers round away is a share of the largest feature.
		bound := map[string]float64{"f32": 1e-3, "int8": 0.15}[precision] * slices.Max(want)
		if len(one) != len(want) {
			t.Fatalf("%s: have %d features, want %d", precision, len(one), len(want))
		}
		for c, have := range one {
			if math.Abs(have-want[c]) > bound {
				t.Errorf("%s: feature %d: have %v, want %v", precision, c, have, want[c])
				break
			}
		}
		if crew := look(precision, 2); !slices.Equal(crew.Features, one) || !slices.Equal(crew.Logits, single.Logits) {
			t.Errorf("%s: have other features or logits from two threads than from one", precision)
		}
		if len(single.Logits) != len(logits) {
			t.Errorf("%s: have %d logits, want %d", precision, len(single.Logits), len(logits))
		}
	}
}
