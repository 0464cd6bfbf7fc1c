// Armtest runs a Go program that was built for js/wasm on an ARM processor, which qemu emulates, as a wrapper for go
// test's -exec flag:
//
//	go build -o build/armtest ./e2e/armtest
//	GOOS=js GOARCH=wasm go test -exec "$PWD/build/armtest -cpu cortex-a53" ./kernels ./model
//
// The program is finished first (see wasm/finish): with relaxed SIMD if MOBILENET_RELAXED is set in the environment. It
// runs in Node, of an exact version, which is installed unless it is there; without a program that is all. Only what it
// computes is telling, not how long it takes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"mobilenet/e2e/node"
	"mobilenet/e2e/program"
)

// failure is the exit code when the program could not run to its end, as a crashed test binary has it.
const failure = 2

func main() {
	cpu := flag.String("cpu", "max", "the processor, as qemu names it")
	flag.Parse()
	err := run(*cpu, flag.Args())
	if exit := new(exec.ExitError); errors.As(err, &exit) && exit.Exited() {
		os.Exit(exit.ExitCode())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "armtest:", err)
		os.Exit(failure)
	}
}

// run runs a program with its arguments.
func run(cpu string, args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGHUP)
	defer stop()
	root, err := exec.CommandContext(ctx, "go", "list", "-f", "{{.Dir}}", "mobilenet/e2e/node").Output()
	if err != nil {
		return fmt.Errorf("look for the repository: %w", err)
	}
	command, err := node.ARM(ctx, strings.TrimSpace(string(root)), cpu)
	if err != nil || len(args) == 0 {
		return err
	}
	goroot, err := program.Root()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "armtest-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	finished := filepath.Join(dir, "program.wasm")
	if err := program.Finish(ctx, args[0], finished); err != nil {
		return err
	}
	// As much stack as go_js_wasm_exec asks for.
	command = append(command, "--stack-size=8192", filepath.Join(goroot, "lib", "wasm", "wasm_exec_node.js"), finished)
	process := exec.CommandContext(ctx, command[0], append(command[1:], args[1:]...)...)
	process.Stdin, process.Stdout, process.Stderr = os.Stdin, os.Stdout, os.Stderr
	for name, value := range program.Env(os.Environ()) {
		process.Env = append(process.Env, name+"="+value)
	}
	return process.Run()
}
