package main

import (
	"math"
	"testing"
	"time"

	"mobilenet/wasm/internal/message"
)

// aPicture puts noise into the engine's picture.
func aPicture(t *testing.T, side int) {
	t.Helper()
	if words, failed := theEngine.pixels(side).(string); failed {
		t.Fatal(words)
	}
	for i := range theEngine.picture.rgba {
		theEngine.picture.rgba[i] = byte(i * 7919 >> 3)
	}
}

// Two networks answer one picture with class activation maps, and allocate nothing, whichever came first.
func TestTwoSlotsAllocateNothing(t *testing.T) {
	theEngine = newEngine()
	a, b := random(), random()
	a.Resolution = new(160)
	b.Slot, b.Resolution, b.Precision = message.B, new(96), "int8"
	mustConfigure(t, &theEngine, a)
	aPicture(t, 200)
	mustConfigure(t, &theEngine, b)
	allocations := testing.AllocsPerRun(10, func() {
		for at := range int32(2) {
			answer(at, 5, 7)
			answer(at, 5, firstClass)
		}
	})
	if allocations != 0 {
		t.Errorf("have %v allocations per frame of two networks, want 0", allocations)
	}
	for at := range theEngine.slots {
		s := &theEngine.slots[at]
		if s.outcome.class != s.outcome.answers[0] {
			t.Errorf("slot %s: have a map of class %v, want the first answer, %v", slotNames[at], s.outcome.class, s.outcome.answers[0])
		}
		if want := s.current.network.Spec().Resolution / 32; len(s.explained) != want*want {
			t.Errorf("slot %s: have %d cells, want %d×%d", slotNames[at], len(s.explained), want, want)
		}
	}
	for _, class := range []int32{1000, math.MaxInt32} {
		answer(0, 5, class)
		if have := theEngine.slots[0].outcome.class; have != -1 {
			t.Errorf("have a map of class %v for class %d, want none", have, class)
		}
	}
}

// A class activation map costs next to nothing beside the frame that it explains.
func TestExplainIsCheap(t *testing.T) {
	for _, precision := range []string{"f32", "int8"} {
		theEngine = newEngine()
		m := random()
		m.Alpha, m.Resolution, m.Precision = new(1.0), new(224), precision
		mustConfigure(t, &theEngine, m)
		aPicture(t, 224)
		answer(0, 5, noClass)
		const runs = 20
		least := func(f func()) time.Duration { // what else the machine does only adds
			least := time.Duration(math.MaxInt64)
			for range runs {
				start := time.Now()
				f()
				least = min(least, time.Since(start))
			}
			return least
		}
		frame := least(func() { answer(0, 5, noClass) })
		one := least(func() { theEngine.slots[0].explain(7) })
		t.Logf("%s: a map of 7×7 cells of 1024 channels takes %v, a frame %v", precision, one, frame)
		if one > frame { // a hundredth of it in real numbers, a tenth in integers
			t.Errorf("%s: have %v for a class activation map and %v for a frame, want much less", precision, one, frame)
		}
	}
}

// Pictures of maps are laid out in memory that is used again.
func TestInspectMapsReusesMemory(t *testing.T) {
	theEngine = newEngine()
	mustConfigure(t, &theEngine, random())
	if _, err := theEngine.inspectMaps(&message.Maps{Layer: "conv"}); err != errNoPicture {
		t.Errorf("have error %v without a picture, want %v", err, errNoPicture)
	}
	aPicture(t, 128)
	if _, err := theEngine.inspectMaps(&message.Maps{Layer: "conv"}); err != nil {
		t.Fatal(err)
	}
	first := address(theEngine.look.pixels)
	reply, err := theEngine.inspectMaps(&message.Maps{Layer: "conv"})
	if have := address(theEngine.look.pixels); err != nil || have != first {
		t.Errorf("have pixels at %d and %v, want them at %d again", have, err, first)
	}
	if length := reply.Pixels.Get("byteLength").Int(); reply.Count != 8 || reply.Rows != 64 || length != 8*64*64 {
		t.Errorf("have %+v and %d bytes, want 8 maps of 64×64", reply, length)
	}
	if zeros := reply.ZeroShare; !(zeros > 0 && zeros < 1) {
		t.Errorf("have %v of the values 0, want some", zeros)
	}
}

func TestDraw(t *testing.T) {
	for name, test := range map[string]struct {
		values    []float32
		step      int
		low, high float32
		want      []byte
	}{
		"ReLU6":        {[]float32{0, 3, 6, 7}, 1, 0, 6, []byte{0, 128, 255, 255}},
		"every second": {[]float32{0, 9, 6, 9}, 2, 0, 6, []byte{0, 255}},
		"signed":       {[]float32{-1, 0, 1, -5}, 1, -1, 1, []byte{0, 128, 255, 0}},
		"all equal":    {[]float32{2, 2}, 1, 2, 2, []byte{0, 0}},
	} {
		have := make([]byte, len(test.want))
		draw(have, test.values, test.step, test.low, test.high)
		if string(have) != string(test.want) {
			t.Errorf("%s: have %v, want %v", name, have, test.want)
		}
	}
}

func TestSummarise(t *testing.T) {
	var maps [2]summary
	whole := summarise(maps[:], []float32{5, 0, 1, 2, 0, 0, -3, 8})
	if want := [2]summary{{min: -3, max: 5, zeros: 1}, {min: 0, max: 8, zeros: 2}}; maps != want {
		t.Errorf("have %+v, want %+v", maps, want)
	}
	if want := (summary{min: -3, max: 8, zeros: 3}); whole != want || whole.share(8) != 0.375 {
		t.Errorf("have %+v in all, want %+v", whole, want)
	}
}

// The oldest pictures go, and come back as they were.
func TestMemory(t *testing.T) {
	theEngine = newEngine()
	mustConfigure(t, &theEngine, random())
	m := &theEngine.memory
	if err := m.remember(&theEngine.picture); err != errNoPicture {
		t.Errorf("have error %v without a picture, want %v", err, errNoPicture)
	}
	aPicture(t, rememberedSide)
	for i := range mostRemembered + 2 {
		theEngine.picture.rgba[0] = byte(i)
		if err := m.remember(&theEngine.picture); err != nil {
			t.Fatal(err)
		}
	}
	if len(m.pictures) != mostRemembered || m.pictures[0][0] != 2 || m.pictures[mostRemembered-1][0] != mostRemembered+1 {
		t.Errorf("have %d pictures from %d on, want %d from 2 on", len(m.pictures), m.pictures[0][0], mostRemembered)
	}
	inputs, err := m.inputs(rememberedSide, 3, theEngine.slots[0].norm)
	if err != nil {
		t.Fatal(err)
	}
	norm := theEngine.slots[0].norm
	for i, input := range inputs {
		want := float32(mostRemembered-1+i)*norm.Scale + norm.Offset
		if math.Abs(float64(input[0]-want)) > 1e-5 {
			t.Errorf("picture %d: have %v, want %v", i, input[0], want)
		}
	}
	if len(inputs) != 3 {
		t.Errorf("have %d inputs, want the newest 3", len(inputs))
	}
}
