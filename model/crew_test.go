package model

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"mobilenet/kernels"
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

// spoil fills the arena with NaN, which shows in the logits wherever a value is read that nobody has computed.
func spoil(n *Network) {
	for i := range n.plan.arena {
		n.plan.arena[i] = float32(math.NaN())
	}
}

// forwardInCrew returns the logits of a network that is shared out among size workers, each with a network that build
// makes.
func forwardInCrew(t testing.TB, size int, build func() *Network) []float32 {
	leader := build()
	team := newTeam(size, leader.CrewMemory(size))
	leader.SetCrew(worker{team, 0})
	spoil(leader)
	fillNoise(leader.Input())
	const passes = 2
	var all sync.WaitGroup
	for rank := 1; rank < size; rank++ {
		n := build()
		n.SetCrew(worker{team, rank})
		spoil(n)
		all.Go(func() {
			for range passes {
				if have := n.Forward(); have != nil {
					t.Errorf("rank %d: have logits, want none", rank)
				}
			}
		})
	}
	first := slices.Clone(leader.Forward())
	second := leader.Forward()
	all.Wait()
	if !slices.Equal(first, second) {
		t.Error("have other logits in the second pass, want the same")
	}
	return first
}

// A crew of any size gives the logits of one worker alone, bit for bit.
func TestCrew(t *testing.T) {
	for _, spec := range []Spec{
		{Alpha: 0.25, Resolution: 96},
		{Alpha: 0.25, Resolution: 128, Classes: 1001},
		{Alpha: 0.3, Resolution: 160, Classes: 7},
		{Alpha: 0.25, Resolution: 224, Classes: 100},
		{Alpha: 0.25, Resolution: 96, Architecture: Shallow, Classes: 1},
		{Alpha: 0.25, Resolution: 96, Architecture: FullConvolution, Classes: 10},
	} {
		b, err := RandomWeights(spec, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, isa := range kernels.Available() {
			build := func() *Network {
				n, err := New(spec, b)
				if err != nil {
					t.Fatal(err)
				}
				n.SetISA(isa)
				return n
			}
			alone := build()
			fillNoise(alone.Input())
			want := alone.Forward()
			for _, size := range []int{1, 2, 3, 4, 5} {
				t.Run(fmt.Sprintf("%v-%d-%v-%d-%v-%d", spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes, isa, size), func(t *testing.T) {
					for i, have := range forwardInCrew(t, size, build) {
						if math.Float32bits(have) != math.Float32bits(want[i]) {
							t.Fatalf("logit %d: have %v, want %v", i, have, want[i])
						}
					}
				})
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
	team := newTeam(3, leader.CrewMemory(3))
	leader.SetCrew(worker{team, 0})
	member.SetCrew(worker{team, 1}) // rank 2 never comes
	fillNoise(leader.Input())
	stopped := make(chan []float32)
	go func() { stopped <- member.Forward() }()
	time.AfterFunc(10*time.Millisecond, team.disband)
	have := leader.Forward()
	if !slices.Equal(have, want) || leader.Crew() != nil {
		t.Error("have other logits than those of one alone, or still a crew; want the same, and none")
	}
	if logits := <-stopped; logits != nil || member.Crew() == nil {
		t.Errorf("member: have logits %v and crew %v, want none, and still its crew", logits, member.Crew())
	}
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
	for _, arch := range []Architecture{Separable, FullConvolution} {
		leader, b := randomNetwork(t, Spec{Alpha: 0.25, Resolution: 96, Architecture: arch})
		member := must(New(leader.Spec(), b))(t)
		team := newTeam(2, leader.CrewMemory(2))
		leader.SetCrew(worker{team, 0})
		member.SetCrew(worker{team, 1})
		ended := make(chan bool)
		go func() {
			for member.pass(member.run, nil) {
			}
			ended <- true
		}()
		have := testing.AllocsPerRun(2, func() { leader.Forward() })
		team.disband()
		<-ended
		if have != 0 {
			t.Errorf("%v: have %v allocations, want 0", arch, have)
		}
	}
}

// What is shared out is everything, once.
func TestDivide(t *testing.T) {
	layers, err := Layers(0.3, 224, Separable, 7)
	if err != nil {
		t.Fatal(err)
	}
	for size := 1; size <= 9; size++ {
		d := divide(layers, size)
		for i, l := range layers {
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
