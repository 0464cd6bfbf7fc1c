package model

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

// team is what the goroutines of a test share.
type team struct {
	mutex   sync.Mutex
	came    *sync.Cond
	memory  []byte
	arrived []int
	over    bool // everybody is called away
}

func newTeam(size, bytes int) *team {
	t := &team{memory: make([]byte, bytes), arrived: make([]int, size)}
	t.came = sync.NewCond(&t.mutex)
	return t
}

// disband calls everybody away.
func (t *team) disband() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.over = true
	t.came.Broadcast()
}

// worker is a goroutine's Crew.
type worker struct {
	*team
	rank int
}

func (w worker) Rank() int { return w.rank }
func (w worker) Size() int { return len(w.arrived) }
func (w worker) Begin()    {}

func (w worker) Give(at int, values []byte) {
	if copy(w.memory[at:], values) < len(values) {
		panic("gave more than there is room for")
	}
}

func (w worker) Take(at int, values []byte) {
	if copy(values, w.memory[at:]) < len(values) {
		panic("took more than there is")
	}
}

func (w worker) Arrive() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.arrived[w.rank]++
	w.came.Broadcast()
}

func (w worker) Await(rank int) bool {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for w.arrived[rank] < w.arrived[w.rank] && !w.over {
		w.came.Wait()
	}
	return !w.over
}

// spoil fills the arena with values that show in the logits wherever one is read that nobody has computed.
func spoil(n *Network) {
	for i := range n.arena {
		n.arena[i] = 1<<64 - 1 // NaN in float32, 255 in bytes
	}
}

// forwardInCrew returns the logits of a network that is shared out among size workers, each with a network that build
// makes.
func forwardInCrew(t testing.TB, size int, build func() *Network) []float32 {
	t.Helper()
	return inCrew(t, size, build, fillNoise, func(leader *Network) []float32 {
		first := slices.Clone(leader.Output(len(leader.Layers()) - 1))
		if !slices.Equal(first, leader.Forward()) {
			t.Error("have other logits in the second pass, want the same")
		}
		return first
	})
}

// A crew of any size gives the logits of one worker alone, bit for bit.
func TestCrew(t *testing.T) {
	for _, spec := range []Spec{
		{Alpha: 0.25, Resolution: 96},
		{Alpha: 0.25, Resolution: 128, Classes: 1001},
		{Alpha: 0.3, Resolution: 160, Classes: 7},
		{Alpha: 0.25, Resolution: 224, Classes: 100},
		{Alpha: 0.25, Resolution: 96, Architecture: layers.Shallow, Classes: 1},
		{Alpha: 0.25, Resolution: 96, Architecture: layers.FullConvolution, Classes: 10},
	} {
		floats, err := RandomWeights(spec, 1)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[string]func() (*Network, error){"f32": func() (*Network, error) { return New(spec, floats) }}
		if spec.Architecture != layers.FullConvolution {
			integers := randomIntegers(t, spec)
			for _, bytes := range []bool{false, true} {
				if bytes && !kernels.Best().HasBytes() {
					continue
				}
				kinds[fmt.Sprintf("int8, bytes %t", bytes)] = func() (*Network, error) { return build(spec, floats, quantised(bytes)) }
			}
			kinds["floating point"] = func() (*Network, error) { return NewQuantised(spec, integers, FloatingPoint) }
			kinds["fixed point"] = func() (*Network, error) { return NewQuantised(spec, integers, FixedPoint) }
		}
		for kind, build := range kinds {
			for _, isa := range kernels.Available() {
				t.Run(fmt.Sprintf("%v-%d-%v-%d-%v-%s", spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes, isa, kind), func(t *testing.T) {
					testCrew(t, func() *Network {
						n := must(build())(t)
						n.SetISA(isa)
						return n
					})
				})
			}
		}
	}
}

func testCrew(t *testing.T, build func() *Network) {
	alone := build()
	fillNoise(alone.Input())
	want := alone.Forward()
	for size := 1; size <= 5; size++ {
		for i, have := range forwardInCrew(t, size, build) {
			if math.Float32bits(have) != math.Float32bits(want[i]) {
				t.Fatalf("%d workers, logit %d: have %v, want %v", size, i, have, want[i])
			}
		}
	}
}

// A leader whose crew breaks up in the middle of a pass repeats it alone; a member stops.
func TestCrewBreaksUp(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96}
	alone, b := randomNetwork(t, spec)
	want := slices.Clone(alone.Forward())
	leader, member := alone, must(New(spec, b))(t)
	team := newTeam(3, leader.CrewBytes(3))
	leader.SetCrew(worker{team, 0})
	member.SetCrew(worker{team, 1}) // rank 2 never comes
	fillNoise(leader.Input())
	stopped := make(chan bool)
	go func() {
		member.Work()
		close(stopped)
	}()
	time.AfterFunc(10*time.Millisecond, team.disband)
	have := leader.Forward()
	if !slices.Equal(have, want) || leader.Crew() != nil {
		t.Error("have other logits than those of one alone, or still a crew; want the same, and none")
	}
	<-stopped
}

// must fails the test if there is an error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestCrewAllocatesNothing(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96}
	for _, build := range []func() *Network{
		func() *Network { n, _ := randomNetwork(t, spec); return n },
		func() *Network { n, _ := randomQuantised(t, spec); return n },
	} {
		leader, member := build(), build()
		team := newTeam(2, leader.CrewBytes(2))
		leader.SetCrew(worker{team, 0})
		member.SetCrew(worker{team, 1})
		ended := make(chan bool)
		go func() {
			member.Work()
			close(ended)
		}()
		have := testing.AllocsPerRun(2, func() { leader.Forward() })
		team.disband()
		<-ended
		if have != 0 {
			t.Errorf("%v: have %v allocations, want 0", leader.Precision(), have)
		}
	}
}

// What is shared out is everything, once.
func TestDivide(t *testing.T) {
	n, _ := randomNetwork(t, Spec{Alpha: 0.3, Resolution: 224, Classes: 7})
	table := n.Layers()
	for size := 1; size <= 9; size++ {
		d := n.divide(size).parts
		for i, l := range table {
			values := 0
			next := area{}
			for rank := range size {
				a := d[rank][i].output
				if a.rows.first != next.rows.first || a.channels.first != next.channels.first {
					t.Fatalf("%s, %d of %d: have %+v, want it to begin with %+v", l.Name, rank, size, a, next)
				}
				if d[rank][i].channelwise {
					next.channels.first += a.channels.count
				} else {
					next.rows.first += a.rows.count
				}
				values += a.rows.count * l.Out.Width * a.channels.count
			}
			if values != l.Out.Elements() {
				t.Errorf("%s, %d: have %d values, want %d", l.Name, size, values, l.Out.Elements())
			}
		}
	}
}
