// Package site builds the project's site and serves it with the project's host, for tests and benchmarks that look
// at it from outside.
package site

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Build builds the site into dir, which it replaces, with the weights in the directory weights ("" for none) and no
// others: the project's own are in the repository's directory weights.
// root is the repository's root.
func Build(ctx context.Context, root, dir, weights string) error {
	if weights == "" {
		weights = filepath.Join(dir, "no-weights")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if weights, err = filepath.Abs(weights); err != nil {
		return err
	}
	// Nobody waits for these files' transfer: compress a little.
	command := exec.CommandContext(ctx, "go", "run", "./wasm/site", "-out", dir, "-trained", "", "-weights", weights, "-brotli", "1")
	command.Dir = root
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("site: build: %w\n%s", err, bytes.TrimSpace(output))
	}
	return nil
}

// Host is the project's host at work.
type Host struct {
	URL string // http://127.0.0.1:port

	process *exec.Cmd
}

// startLimit is how long the host may take to say that it listens.
const startLimit = 2 * time.Minute

// Serve builds the host into dir and runs it there, on a free loopback port, with the site
// in the directory site and what more it is told. root is the repository's root. The caller stops it with [Host.Close].
func Serve(ctx context.Context, root, dir, site string, more ...string) (*Host, error) {
	site, err := filepath.Abs(site)
	if err != nil {
		return nil, err
	}
	program, err := filepath.Abs(filepath.Join(dir, "serve"))
	if err != nil {
		return nil, err
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("site: build the host: %w\n%s", err, bytes.TrimSpace(output))
	}
	h := &Host{process: exec.Command(program, append([]string{"-addr", "127.0.0.1:0", "-dir", site}, more...)...)}
	h.process.Dir = dir // what it keeps lies in state below it, and hosts of earlier commits know no flag for that
	h.process.Stderr = os.Stderr
	output, err := h.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := h.process.Start(); err != nil {
		return nil, err
	}
	late := time.AfterFunc(startLimit, func() { h.process.Process.Kill() })
	line, err := bufio.NewReader(output).ReadString('\n')
	if !late.Stop() && err != nil {
		err = fmt.Errorf("not ready after %v", startLimit)
	}
	if err != nil {
		h.Close()
		return nil, fmt.Errorf("site: start the host: %w", err)
	}
	go io.Copy(io.Discard, output)
	h.URL = strings.TrimSpace(line)
	return h, nil
}

// Close stops the host.
func (h *Host) Close() error {
	h.process.Process.Signal(syscall.SIGTERM)
	var exit *exec.ExitError
	if err := h.process.Wait(); err != nil && !errors.As(err, &exit) {
		return err
	}
	return nil
}
