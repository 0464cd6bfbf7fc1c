// Command finish finishes a WebAssembly module that Go linked: it replaces, in place,
// sequences that the Go 1.27 assembler can write by the single instructions that it
// cannot.
//
//	finish [-relaxed] [-slim] in.wasm out.wasm
//
// Loads followed by a splat become load_splat, lanes followed by a store
// store_lane, a shuffle is written as a bitselect with a constant of lanes, and
// vectors beyond the assembler's 16 are written as numbers. With
// -relaxed, for browsers that have relaxed SIMD, multiplications followed by an
// addition become fused multiply-adds, dot products of bytes are made of what stands
// for them, and relaxed operations that the assembler encoded wrongly are repaired.
// With -slim, for the module that visitors get, its data is written such that it
// compresses well, without what only a printed stack trace reads.
// It prints what it changed, and refuses a module that it does not understand.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	relaxed := flag.Bool("relaxed", false, "use relaxed SIMD")
	slim := flag.Bool("slim", false, "make it smaller on the wire, without names and lines in stack traces")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: finish [-relaxed] [-slim] in.wasm out.wasm")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), flag.Arg(1), *relaxed, *slim); err != nil {
		fmt.Fprintln(os.Stderr, "finish:", err)
		os.Exit(1)
	}
}

func run(in, out string, relaxed, slimmer bool) error {
	module, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	n, err := finish(module, relaxed)
	if err == nil && slimmer {
		module, err = slim(module)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	fmt.Printf("finish: %s: %v\n", out, n)
	return os.WriteFile(out, module, 0o666)
}
