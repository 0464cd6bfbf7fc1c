package main

import "testing"

// What V8 prints of a function with a loop, whose unlikely part lies behind its end.
const (
	arm = `--- WebAssembly code ---
index: 7
0x1000     0  d2800610       movz x16, #0x30
0x1004     4  38531359       ldurb w25, [x26, #-207]
0x1008     8  35003b59       cbnz w25, #+0x24 (addr 0x102c)
0x100c     c  3dc00f2d       ldr q13, [x25, #48]
0x1010    10  4d40cb8e       ld1r {v14.4s}, [x28]
0x1014    14  4e8e958b       sdot v11.4s, v12.16b, v14.16b
0x1018    18  3dc00f2d       str q13, [sp, #48]
0x101c    1c  6e21dc00       fmul v0.4s, v0.4s, v1.4s
0x1020    20  35ffff19       cbnz w25, #-0x1c (addr 0x1004)
0x1024    24  d65f03c0       ret
0x1028    28  d503201f       nop
0x102c    2c  17fffff8       b #-0x20 (addr 0x100c)
`
	x86 = `index: 8
0x2000     0  458be3               movl r12,r11
0x2003     3  c46279183433         vbroadcastss xmm14,[rbx+rsi*1]
0x2009     9  c4420950dc           vfmadd231ps xmm11,xmm14,xmm12
0x200e     e  448b7588             movl r14,[rbp-0x78]
0x2012    12  c4420950dc           vmulps xmm11,xmm14,[rbx+rcx*1]
0x2017    17  0f85b5060000         jnz 0x2003  <+0x3>
0x201d    1d  c3                   retl
`
)

func TestBusiest(t *testing.T) {
	code := listing(arm + x86)
	tests := []struct {
		name                                  string
		function                              int
		instructions, products, loads, spills int
	}{
		{"ARM", 7, 8, 16, 2, 1},
		{"x86", 8, 5, 8, 2, 1},
		{"none", 9, 0, 0, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := busiest(code[test.function])
			if len(l) != test.instructions || l.products() != test.products || l.loads() != test.loads || l.spills() != test.spills {
				t.Errorf("have %d instructions, %d multiply-adds, %d loads, %d spills, want %d, %d, %d, %d of\n%v",
					len(l), l.products(), l.loads(), l.spills(), test.instructions, test.products, test.loads, test.spills, l)
			}
		})
	}
}

func TestProducts(t *testing.T) {
	tests := []struct {
		name, text string
		want       int
	}{
		{"ARM: halves of four", "smull v11.4s, v10.4h, v8.4h", 4},
		{"ARM: the other half", "smull2 v11.4s, v10.8h, v8.8h", 4},
		{"ARM: halves of eight", "smlal2 v11.8h, v10.16b, v8.16b", 8},
		{"ARM: two numbers of 64 bits", "smull v11.2d, v10.2s, v8.2s", 0},
		{"ARM: by a lane", "fmla v3.4s, v6.4s, v5.s[1]", 4},
		{"ARM: one number", "fmul d1, d2, d3", 0},
		{"x86: pairs", "vpmaddwd xmm1,xmm2,xmm3", 8},
		{"x86: bytes", "vpmaddubsw xmm1,xmm2,xmm3", 16},
		{"an addition", "vpaddd xmm1,xmm2,xmm3", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if have := (loop{{text: test.text}}).products(); have != test.want {
				t.Errorf("%s: have %d, want %d", test.text, have, test.want)
			}
		})
	}
}
