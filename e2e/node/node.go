// Package node runs JavaScript in one exact version of Node, whose V8 is that of a recent browser: on ARM, which qemu
// emulates, and on x86.
package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"mobilenet/e2e/npm"
)

// qemu runs programs for ARM; sysroot is where Debian has the libraries that they need.
const (
	qemu    = "qemu-aarch64-static"
	sysroot = "/usr/aarch64-linux-gnu"
)

// FindARM returns nil if programs for ARM run here, or says what is missing.
func FindARM() error {
	if runtime.GOOS != "linux" {
		return errors.New("node: programs for ARM run on Linux only")
	}
	if _, err := exec.LookPath(qemu); err != nil {
		return fmt.Errorf("node: no emulator of ARM found: install it (Debian, Ubuntu: apt-get install qemu-user-static): %w", err)
	}
	if _, err := os.Stat(filepath.Join(sysroot, "lib", "libstdc++.so.6")); err != nil {
		return fmt.Errorf("node: no libraries for ARM found: install them (Debian, Ubuntu: apt-get install libstdc++6-arm64-cross libatomic1-arm64-cross): %w", err)
	}
	return nil
}

// ARM returns the command that is Node on a processor that qemu knows, such as cortex-a53, or max for one with every
// extension. It installs Node unless it is there. dir is that of this package.
func ARM(ctx context.Context, dir, cpu string) ([]string, error) {
	if err := FindARM(); err != nil {
		return nil, err
	}
	program, err := install(ctx, dir, "arm64")
	return []string{qemu, "-cpu", cpu, "-L", sysroot, program}, err
}

// X86 returns the command that is Node on this machine, an x86. It installs Node unless it is there. dir is that of this
// package.
func X86(ctx context.Context, dir string) ([]string, error) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return nil, errors.New("node: programs for x86 run on Linux and x86 only")
	}
	program, err := install(ctx, dir, "x64")
	return []string{program}, err
}

// install gets Node for an architecture, which npm must be forced to where that is another's, and returns its path.
func install(ctx context.Context, dir, arch string) (string, error) {
	dir = filepath.Join(dir, arch)
	if err := npm.Install(ctx, dir); err != nil {
		return "", fmt.Errorf("node: %w", err)
	}
	return filepath.Join(dir, "node_modules", "node-linux-"+arch, "bin", "node"), nil
}
