package main

import (
	"bytes"
	"errors"
	"testing"
)

// tiny has an imported function and two of its own, a and b.
var tiny = bytes.Join([][]byte{
	header,
	{1, 4, 1, 0x60, 0, 0},                   // a type without parameters
	{2, 7, 1, 1, 'm', 1, 'f', 0, 0},         // m.f
	{3, 3, 2, 0, 0},                         // two functions
	{10, 9, 2, 3, 0, 1, 0x0b, 3, 0, 1, 0xb}, // that do nothing
	{0, 14, 4, 'n', 'a', 'm', 'e', 1, 7, 2, 1, 1, 'a', 2, 1, 'b'},
}, nil)

func TestOnly(t *testing.T) {
	all, err := sections(tiny)
	if err != nil {
		t.Fatal(err)
	}
	if have := names(all); len(have) != 2 || have["a"] != 1 || have["b"] != 2 {
		t.Errorf("names: have %v, want a at 1 and b at 2", have)
	}
	have, err := only(all, []int{2})
	want := bytes.Replace(tiny[:len(tiny)-16], []byte{2, 3, 0, 1, 0x0b}, []byte{2, 3, 0, 0, 0x0b}, 1)
	if err != nil || !bytes.Equal(have, want) {
		t.Errorf("have % x (%v), want % x", have, err, want)
	}
}

func TestCutModules(t *testing.T) {
	for n := range len(tiny) - 16 {
		all, err := sections(tiny[:n])
		if err == nil {
			_, err = only(all, nil)
		}
		whole := n == 8 || n == 14 || n == 23 || n == 28 // sections that are left out at the end
		if errors.Is(err, errModule) == whole {
			t.Errorf("the first %d bytes: have %v, want an error: %t", n, err, !whole)
		}
	}
}
