package main

import (
	"bytes"
	"strings"
	"testing"
)

// The pieces of code that the tests put together, as the assembler writes them.
var (
	getA       = []byte{0x20, 0x00}
	getB       = []byte{0x20, 0x01}
	getFar     = []byte{0x20, 0x80, 0x01} // local.get 128
	f32Load    = []byte{0x2a, 0x02, 0x10} // f32.load offset=16
	f32LoadFar = []byte{0x2a, 0x02, 0x80, 0x80, 0x04}
	i32Load    = []byte{0x28, 0x02, 0x08}
	i64Load    = []byte{0x29, 0x03, 0x08}
	f32Splat   = []byte{0xfd, 0x13}
	i32Splat   = []byte{0xfd, 0x11}
	mul        = []byte{0xfd, 0xe6, 0x01, 0x01} // f32x4.mul, nop
	add        = []byte{0xfd, 0xe4, 0x01, 0x01} // f32x4.add, nop
	sub        = []byte{0xfd, 0xe5, 0x01, 0x01}
	madd       = []byte{0xfd, 0x85, 0x02}
	wrongMadd  = []byte{0xfd, 0x85, 0x01, 0x02}
	i64Splat   = []byte{0xfd, 0x12}
	i32Store   = []byte{0x36, 0x02, 0x00}
	i64Store   = []byte{0x37, 0x03, 0x90, 0x01} // i64.store offset=144
	i64Lane1   = []byte{0xfd, 0x1d, 0x01}       // i64x2.extract_lane 1
	bitselect  = []byte{0xfd, 0x52}
	v128Const  = []byte{0xfd, 0x0c}
	lanes      = []byte{0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 31}
	mask       = []byte{0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 32}
	q15mulr    = []byte{0xfd, 0x82, 0x01, 0x01}
	i32Add     = []byte{0xfd, 0xae, 0x01, 0x01}
	dot        = []byte{0xfd, 0x93, 0x02}
	i32Const   = []byte{0x41, 0x7f}
	nop        = []byte{0x01}
	end        = []byte{0x0b}
)

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// module makes a module whose code section holds one function per body, with a data
// section behind it. It is laid out as a module is, though it would not validate.
func module(bodies ...[]byte) []byte {
	section := []byte{byte(len(bodies))}
	for _, b := range bodies {
		b = join([]byte{1, 2, 0x7b}, b, end) // two locals of type v128
		section = append(section, byte(len(b)))
		section = append(section, b...)
	}
	data := join(f32Load, f32Splat, mul, getA, add) // looks like code and is none
	return join(header,
		[]byte{codeSection, byte(len(section))}, section,
		[]byte{11, byte(len(data))}, data)
}

func TestFinish(t *testing.T) {
	nops := func(n int) []byte { return bytes.Repeat(nop, n) }
	for _, c := range []struct {
		name    string
		relaxed bool
		body    []byte
		want    []byte
		changed counts
	}{
		{
			"float load and splat", false,
			join(getA, f32Load, f32Splat), join(getA, []byte{0xfd, 0x09, 0x02, 0x10}, nop),
			counts{LoadSplats: 1},
		},
		{
			"integer load and splat with a nop between", false,
			join(getA, i32Load, nop, i32Splat), join(getA, []byte{0xfd, 0x09, 0x02, 0x08}, nops(2)),
			counts{LoadSplats: 1},
		},
		{
			"offset of three bytes", false,
			join(f32LoadFar, f32Splat), join([]byte{0xfd, 0x09, 0x02, 0x80, 0x80, 0x04}, nop),
			counts{LoadSplats: 1},
		},
		{
			"64 bits", false,
			join(getA, i64Load, i64Splat), join(getA, []byte{0xfd, 0x0a, 0x03, 0x08}, nop),
			counts{LoadSplats: 1},
		},
		{
			"lane and store", false,
			join(i64Lane1, i64Store), join([]byte{0xfd, 0x5b, 0x03, 0x90, 0x01, 0x01}, nop),
			counts{LaneStores: 1},
		},
		{"lane and store of another width", false, join(i64Lane1, i32Store), join(i64Lane1, i32Store), counts{}},
		{"lane stored later", false, join(i64Lane1, getA, i64Store), join(i64Lane1, getA, i64Store), counts{}},
		{
			"shuffle", false,
			join(getA, getB, v128Const, lanes, bitselect), join(getA, getB, []byte{0xfd, 0x0d}, lanes, nops(2)),
			counts{Shuffles: 1},
		},
		{"a mask of bits", false, join(v128Const, mask, bitselect), join(v128Const, mask, bitselect), counts{}},
		{"load of the other type", false, join(i32Load, f32Splat), join(i32Load, f32Splat), counts{}},
		{"load of another width", false, join(i64Load, i32Splat), join(i64Load, i32Splat), counts{}},
		{"not neighbours", false, join(f32Load, getA, f32Splat), join(f32Load, getA, f32Splat), counts{}},
		{"a block's end between", false, join(f32Load, end, f32Splat), join(f32Load, end, f32Splat), counts{}},
		{"multiply and add in a plain module", false, join(mul, getB, add), join(mul, getB, add), counts{}},
		{
			"multiply and add", true,
			join(getA, getB, mul, getB, add), join(getA, getB, getB, madd, nops(5)),
			counts{MultiplyAdds: 1},
		},
		{
			"multiply and add, far local", true,
			join(mul, getFar, add), join(getFar, madd, nops(5)),
			counts{MultiplyAdds: 1},
		},
		{
			"two in a row", true,
			join(mul, getA, add, mul, getB, add), join(getA, madd, nops(5), getB, madd, nops(5)),
			counts{MultiplyAdds: 2},
		},
		{
			"dot product", true,
			join(getA, getB, q15mulr, getFar, i32Add), join(getA, getB, getFar, dot, nops(5)),
			counts{Dots: 1},
		},
		{"dot product in a plain module", false, join(q15mulr, getB, i32Add), join(q15mulr, getB, i32Add), counts{}},
		{"product of another type", true, join(mul, getB, i32Add), join(mul, getB, i32Add), counts{}},
		{"multiply and subtract", true, join(mul, getA, sub), join(mul, getA, sub), counts{}},
		{"sum below the product", true, join(getA, getA, getB, mul, add), join(getA, getA, getB, mul, add), counts{}},
		{
			"relaxed operation encoded wrongly", true,
			join(getA, wrongMadd), join(getA, madd, nop),
			counts{Repairs: 1},
		},
		{"relaxed operation encoded rightly", true, join(getA, madd, nop), join(getA, madd, nop), counts{}},
		{
			"constant that looks like code", true,
			join([]byte{0xfd, 0x0c}, f32Load, f32Splat, mul, getA, add, nop),
			join([]byte{0xfd, 0x0c}, f32Load, f32Splat, mul, getA, add, nop),
			counts{},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			have := module(i32Const, c.body)
			changed, err := finish(have, c.relaxed)
			if err != nil {
				t.Fatal(err)
			}
			if want := module(i32Const, c.want); !bytes.Equal(have, want) || changed != c.changed {
				t.Errorf("have % x (%v)\nwant % x (%v)", have, changed, want, c.changed)
			}
			if again, err := finish(have, c.relaxed); err != nil || again != (counts{}) {
				t.Errorf("the second time: have %v and %v, want no change", again, err)
			}
		})
	}
}

// withLocals is a module of one function with other locals than two vectors: four f64, or as many v128.
func withLocals(local byte, code ...[]byte) []byte {
	body := join([]byte{2, 2, 0x7f, 4, local}, join(code...), end)
	return join(header, []byte{codeSection, byte(len(body) + 2), 1, byte(len(body))}, body)
}

func TestFinishVectors(t *testing.T) {
	splat, lane0, lane1 := []byte{0xfd, 0x14}, []byte{0xfd, 0x21, 0}, []byte{0xfd, 0x21, 1}
	get := func(local byte) []byte { return []byte{0x20, local} }
	set := func(local byte) []byte { return []byte{0x21, local} }
	all := join(get(3), splat, get(4), splat, get(5), splat, get(6), splat)
	allWide := join(get(3), nop, nop, get(4), nop, nop, get(5), nop, nop, get(6), nop, nop)
	for _, c := range []struct {
		name       string
		relaxed    bool
		code, want []byte // nil: as it was
		changed    counts
	}{
		{"fetched", false, all, allWide, counts{Vectors: 4}},
		{"kept", false, join(all, getB, lane0, set(3)), join(allWide, getB, nop, nop, nop, set(3)), counts{Vectors: 4}},
		{
			"in a sum", true,
			join(all, mul, get(4), splat, add, lane0, set(4)),
			join(allWide, get(4), madd, bytes.Repeat(nop, 10), set(4)),
			counts{Vectors: 4, MultiplyAdds: 1},
		},
		{"not all of them", false, join(get(3), splat), nil, counts{}},
		{"one as a number too", false, join(all, get(4), []byte{0x1a}), nil, counts{}},
		{"one kept by tee", false, join(all, lane0, []byte{0x22, 4}), nil, counts{}},
		{"another lane", false, join(all, lane1, set(4)), nil, counts{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			have, want := withLocals(typeF64, c.code), withLocals(typeV128, c.want)
			if c.want == nil {
				want = withLocals(typeF64, c.code)
			}
			changed, err := finish(have, c.relaxed)
			if err != nil || !bytes.Equal(have, want) || changed != c.changed {
				t.Errorf("have % x (%v, %v)\nwant % x (%v)", have, changed, err, want, c.changed)
			}
			if again, err := finish(have, c.relaxed); err != nil || again != (counts{}) {
				t.Errorf("the second time: have %v and %v, want no change", again, err)
			}
		})
	}
}

func TestFinishRefuses(t *testing.T) {
	good := module(join(f32Load, f32Splat))
	for _, c := range []struct {
		name   string
		module []byte
		want   string
	}{
		{"nothing", nil, "not a WebAssembly module"},
		{"another version", []byte{0, 'a', 's', 'm', 2, 0, 0, 0}, "not a WebAssembly module"},
		{"section cut off", good[:len(good)-1], "ends inside"},
		{"two code sections", join(good, good[len(header):]), "two code sections"},
		{"unknown instruction", module([]byte{0xff}), "function 0: byte 0: instruction 0xff is not understood"},
		{"unknown SIMD instruction", module([]byte{0xfd, 0xff, 0x02}), "instruction 0xfd 0x17f is not understood"},
		{"instruction cut off", module([]byte{0x2a}), "ends inside an instruction"},
		{"relaxed operation in a plain module", module(madd), "have a relaxed operation"},
		{"wrong relaxed operation in a plain module", module(wrongMadd), "have a relaxed operation"},
		{"second memory", module([]byte{0x28, 0x42, 0x00, 0x00}), "more than one memory"},
		{"functions that are not there", join(header, []byte{codeSection, 1, 9}), "a list of 9 entries"},
		{"bytes behind the last function", join(header, []byte{codeSection, 2, 0, 0}), "have 1 bytes after the last function"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := bytes.Clone(c.module)
			if _, err := finish(c.module, false); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("have %v, want one with %q", err, c.want)
			}
			if !bytes.Equal(c.module, before) {
				t.Error("have a changed module, want it as it was")
			}
		})
	}
}

func FuzzFinish(f *testing.F) {
	f.Add(module(join(getA, f32Load, f32Splat), join(getA, getB, mul, getB, add)), true)
	f.Add(module(join(wrongMadd, i32Load, i32Splat)), true)
	f.Add(module(join(f32LoadFar, f32Splat)), false)
	f.Add(module(join(i64Lane1, i64Store, v128Const, lanes, bitselect), join(q15mulr, getA, i32Add)), true)
	f.Add(withLocals(typeF64, []byte{0x20, 3, 0xfd, 0x14, 0x20, 4, 0xfd, 0x14, 0x20, 5, 0xfd, 0x14, 0xfd, 0x21, 0, 0x21, 6}), true)
	f.Add(header, false)
	f.Fuzz(func(t *testing.T, module []byte, relaxed bool) {
		have := bytes.Clone(module)
		changed, err := finish(have, relaxed)
		if err != nil || changed == (counts{}) {
			if !bytes.Equal(have, module) {
				t.Fatalf("have a changed module with %v and error %v, want it as it was", changed, err)
			}
			return
		}
		if again, err := finish(have, relaxed); err != nil || again != (counts{}) {
			t.Fatalf("the second time: have %v and %v, want no change", again, err)
		}
	})
}
