package main

import (
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// pair has a method by value, which is called on a pointer through a wrapper.
type pair struct{ a, b *int }

func (p pair) Sum() int { return *p.a + *p.b }

// sum calls Sum through the interface.
//
//go:noinline
func sum(s interface{ Sum() int }) int { return s.Sum() }

// Settle recovers: deferred through an interface, it is called by a wrapper.
func (p pair) Settle() { *p.a = recover().(int) }

// deep needs a stack that grows, with pointers on it.
func deep(n int, p *pair) int {
	local := pair{new(int), p.a}
	if n == 0 {
		runtime.GC()
		return local.Sum()
	}
	return deep(n-1, p) + *local.a
}

// TestRuntime does what the runtime needs its tables of functions for, of which a
// slim program has lost a part (MOBILENET_SLIM).
func TestRuntime(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func() string
		want string
	}{
		{"recover", func() (found string) {
			defer func() { found = fmt.Sprint(recover()) }()
			panic("have it")
		}, "have it"},
		{"recover too deep", func() (found string) {
			defer func() { found = fmt.Sprint(recover()) }()
			defer func() { func() { _ = recover() }() }()
			panic("go on")
		}, "go on"},
		{"recover in a method behind a wrapper", func() string {
			p := &pair{new(int), new(int)}
			func() {
				var settler interface{ Settle() } = p
				defer settler.Settle()
				panic(3)
			}()
			return fmt.Sprint(*p.a)
		}, "3"},
		{"method of a value on nil", func() (found string) {
			defer func() { found = fmt.Sprint(recover()) }()
			return fmt.Sprint(sum((*pair)(nil)))
		}, "pair.Sum called using nil *pair pointer"},
		{"index out of range", func() (found string) {
			defer func() { found = fmt.Sprint(recover()) }()
			return fmt.Sprint([]int{1}[len(os.Args)+1])
		}, fmt.Sprintf("runtime error: index out of range [%d] with length 1", len(os.Args)+1)},
		{"function made by reflect, over a collection and a larger stack", func() string {
			var f func(p *pair, n int) int
			made := reflect.MakeFunc(reflect.TypeOf(f), func(in []reflect.Value) []reflect.Value {
				p, n := in[0].Interface().(*pair), int(in[1].Int())
				return []reflect.Value{reflect.ValueOf(deep(n, p) + p.Sum())}
			})
			reflect.ValueOf(&f).Elem().Set(made)
			three, four := 3, 4
			return fmt.Sprint(f(&pair{&three, &four}, 10_000))
		}, "10"},
		{"method made a value by reflect", func() string {
			three, four := 3, 4
			sum := reflect.ValueOf(pair{&three, &four}).Method(0).Interface()
			_, isSettle := sum.(func())
			return fmt.Sprint(isSettle, reflect.ValueOf(&pair{&three, &four}).MethodByName("Sum").Call(nil)[0])
		}, "true 7"},
		{"many goroutines over a collection", func() string {
			results := make(chan int)
			for i := range 50 {
				go func() { results <- deep(i*20, &pair{&i, &i}) }()
			}
			sum := 0
			for range 50 {
				sum += <-results
			}
			return fmt.Sprint(sum)
		}, "1225"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if have := c.do(); !strings.HasSuffix(have, c.want) {
				t.Errorf("have %q, want %q", have, c.want)
			}
		})
	}
	_, file, line, _ := runtime.Caller(0)
	if slim := os.Getenv("MOBILENET_SLIM") != ""; slim != (line == 0) {
		t.Errorf("slim: have %t with line %d of %s, want a line if it is not", slim, line, file)
	}
}
