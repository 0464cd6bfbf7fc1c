// Machinecode prints what V8 makes of the kernels' inner loops on ARM and on x86: for each the instructions and the
// multiply-adds of one turn, loads, and vectors or pointers that are kept in memory for want of registers.
//
//	go run ./e2e/machinecode [-code] [-module file.wasm] [name ...]
//
// Names are parts of functions' names or, for a module without these, the functions' numbers; without any, those of the
// kernels that compute most are meant. With -code it prints the loops themselves. What V8 knows of an x86 can be
// held back with -x86-flags=--no-enable-avx-vnni, and -cpu=cortex-a53 is an ARM without the dot product.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"mobilenet/e2e/node"
)

// kernels are those in which networks spend their time.
var kernels = []string{
	"kernels.convolve", "kernels.pointwise", "kernels.depthwise", "kernels.bytes", "kernels.byteRGB", "kernels.byteDepthwise",
	"kernels.quantised4x8", "kernels.quantisedDepthwise4x8",
}

// options are what the command line says.
type options struct {
	module, cpu, x86Flags string
	relaxed, code         bool
	names                 []string
}

func main() {
	var o options
	flag.StringVar(&o.module, "module", "", "a module, in place of the kernels as they are here")
	flag.StringVar(&o.cpu, "cpu", "max", "the ARM processor, as qemu names it")
	flag.StringVar(&o.x86Flags, "x86-flags", "", "flags of V8 on x86")
	flag.BoolVar(&o.relaxed, "relaxed", true, "with relaxed SIMD")
	flag.BoolVar(&o.code, "code", false, "print the loops")
	flag.Parse()
	o.names = flag.Args()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "machinecode:", err)
		os.Exit(1)
	}
}

// function is a function of a module, and what each processor runs in its place.
type function struct {
	name  string
	index int
}

func run(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "machinecode-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if o.module == "" {
		o.module = filepath.Join(dir, "kernels.wasm")
		if err := build(ctx, o.module, o.relaxed); err != nil {
			return err
		}
	}
	module, err := os.ReadFile(o.module)
	if err != nil {
		return err
	}
	all, err := sections(module)
	if err != nil {
		return fmt.Errorf("%s: %w", o.module, err)
	}
	functions := chosen(names(all), o.names)
	if len(functions) == 0 {
		return fmt.Errorf("%s: have no functions named %q", o.module, o.names)
	}
	var indices []int
	for _, f := range functions {
		indices = append(indices, f.index)
	}
	few, err := only(all, indices)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "few.wasm"), few, 0o666); err != nil {
		return err
	}
	nodes, err := exec.CommandContext(ctx, "go", "list", "-f", "{{.Dir}}", "mobilenet/e2e/node").Output()
	if err != nil {
		return err
	}
	at := strings.TrimSpace(string(nodes))
	arm, armErr := node.ARM(ctx, at, o.cpu)
	x86, x86Err := node.X86(ctx, at)
	if armErr != nil && x86Err != nil {
		return errors.Join(armErr, x86Err)
	}
	if o.x86Flags != "" {
		x86 = append(x86, strings.Fields(o.x86Flags)...)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "kernel\tprocessor\tinstructions\tmultiply-adds\tan instruction\tloads\tspills\t")
	for _, p := range []struct {
		name    string
		command []string
		err     error
	}{{"ARM", arm, armErr}, {"x86", x86, x86Err}} {
		if p.err != nil {
			fmt.Fprintln(os.Stderr, "machinecode: left out:", p.err)
			continue
		}
		code, err := compile(ctx, p.command, dir)
		if err != nil {
			return err
		}
		for _, f := range functions {
			l := busiest(code[f.index])
			name := f.name[strings.LastIndex(f.name, ".")+1:]
			fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%.1f\t%d\t%d\t\n", name, p.name,
				len(l), l.products(), float64(l.products())/float64(max(len(l), 1)), l.loads(), l.spills())
			if o.code {
				fmt.Printf("%s on %s\n%s\n", name, p.name, l)
			}
		}
	}
	return table.Flush()
}

// build builds the kernels' tests, which keep the names, as browsers get the kernels.
func build(ctx context.Context, to string, relaxed bool) error {
	linked := to + ".linked"
	test := exec.CommandContext(ctx, "go", "test", "-c", "-o", linked, "mobilenet/kernels")
	test.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	finish := exec.CommandContext(ctx, "go", "run", "mobilenet/wasm/finish", "-relaxed="+strconv.FormatBool(relaxed), linked, to)
	for _, command := range []*exec.Cmd{test, finish} {
		if output, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", command, err, output)
		}
	}
	return nil
}

// chosen returns the functions whose names contain one of parts, or those of the kernels.
func chosen(indices map[string]int, parts []string) []function {
	var all []function
	for name, index := range indices {
		has := func(part string) bool { return strings.Contains(name, part) }
		kernel, assembly := strings.CutSuffix(name, "SIMD128")
		assembly = assembly && strings.ContainsAny(kernel, "0123456789") // named after its tile
		if slices.ContainsFunc(parts, has) || len(parts) == 0 && assembly && slices.ContainsFunc(kernels, has) {
			all = append(all, function{name, index})
		}
	}
	for _, part := range parts {
		if index, err := strconv.Atoi(part); err == nil {
			all = append(all, function{part, index})
		}
	}
	slices.SortFunc(all, func(a, b function) int { return cmp.Compare(a.index, b.index) })
	return all
}

// compile has V8 compile dir/few.wasm as it does what runs often, and returns the machine code of each function.
func compile(ctx context.Context, command []string, dir string) (map[int]loop, error) {
	const script = `new WebAssembly.Module(require("fs").readFileSync(process.argv[1]))`
	args := slices.Concat(command[1:], []string{
		"--no-liftoff", "--no-wasm-lazy-compilation", "--print-wasm-code", "-e", script, filepath.Join(dir, "few.wasm"),
	})
	process := exec.CommandContext(ctx, command[0], args...)
	process.Stderr = os.Stderr
	output, err := process.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", process, err)
	}
	return listing(string(output)), nil
}
