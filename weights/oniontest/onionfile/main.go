// Onionfile writes a slimmable weights file of random numbers, for tests that look at the whole from outside.
//
//	go run ./weights/oniontest/onionfile -max 0.5 -classes 20 FILE
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"mobilenet/weights/oniontest"
)

func main() {
	var f oniontest.File
	flag.Float64Var(&f.AlphaMin, "min", 0.25, "narrowest `width`, a multiple of 1/128")
	flag.Float64Var(&f.AlphaMax, "max", 0.5, "widest `width`")
	flag.IntVar(&f.Classes, "classes", 1000, "how `many` of ImageNet's classes, every 50th if they are 20; fewer make a starter")
	flag.BoolVar(&f.Int8, "int8", false, "weights in 8 bits instead of 16")
	flag.Parse()
	f.Bands = []int{160}
	if f.Classes < 1000 {
		var indices []string
		for i := range f.Classes {
			indices = append(indices, fmt.Sprint(i*1000/f.Classes))
		}
		f.Metadata = map[string]string{
			"labels": "imagenet-1000", "class_indices": "[" + strings.Join(indices, ",") + "]", "stage": "starter",
		}
	}
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "onionfile: want the name of one file")
		os.Exit(2)
	}
	if err := os.WriteFile(flag.Arg(0), f.Bytes(), 0o666); err != nil {
		fmt.Fprintln(os.Stderr, "onionfile:", err)
		os.Exit(1)
	}
}
