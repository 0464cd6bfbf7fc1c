// Package program prepares Go programs that were built for js/wasm for running outside the page.
package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Finish rewrites what the assembler cannot write in the program linked (see wasm/finish): with relaxed SIMD if
// MOBILENET_RELAXED is set in the environment, slim if MOBILENET_SLIM is.
func Finish(ctx context.Context, linked, finished string) error {
	relaxed := fmt.Sprintf("-relaxed=%t", os.Getenv("MOBILENET_RELAXED") != "")
	slim := fmt.Sprintf("-slim=%t", os.Getenv("MOBILENET_SLIM") != "")
	command := exec.CommandContext(ctx, "go", "run", "mobilenet/wasm/finish", relaxed, slim, linked, finished)
	command.Env = append(os.Environ(), "GOOS=", "GOARCH=") // go test has set those of the program
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("finish %s: %w\n%s", linked, err, bytes.TrimSpace(output))
	}
	return nil
}

// Env selects the variables that the program sees. Go programs under js have room for 8 KiB of arguments and environment
// together, less than a usual environment has.
func Env(environ []string) map[string]string {
	env := make(map[string]string)
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		switch {
		case name == "PWD", name == "TZ", name == "CI",
			name == "GODEBUG", name == "GOTRACEBACK", name == "GOGC", name == "GOMEMLIMIT",
			strings.HasPrefix(name, "TEST_"), strings.HasPrefix(name, "MOBILENET_"):
			env[name] = value
		}
	}
	return env
}

// Root returns the root of the Go that built the program: the one in effect here.
func Root() (string, error) {
	output, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, bytes.TrimSpace(exit.Stderr))
		}
		return "", fmt.Errorf("go env GOROOT: %w", err)
	}
	return strings.TrimSpace(string(output)), nil
}
