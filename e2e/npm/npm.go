// Package npm installs what tests and the benchmark take from npm, in the versions of a lock file.
package npm

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Find returns the path of npm, or an error that says how to get it.
func Find() (string, error) {
	path, err := exec.LookPath("npm")
	if err != nil {
		return "", fmt.Errorf("npm: no npm found: install Node.js with it (Debian, Ubuntu: apt-get install npm; macOS: brew install node): %w", err)
	}
	return path, nil
}

// Install gets the packages of dir/package-lock.json into dir/node_modules, unless they are there.
func Install(ctx context.Context, dir string) error {
	wanted, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return fmt.Errorf("npm: %w", err)
	}
	// npm writes this file when all is there.
	installed, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json"))
	if err == nil && !installed.ModTime().Before(wanted.ModTime()) {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("npm: %w", err)
	}
	path, err := Find()
	if err != nil {
		return err
	}
	npm := exec.CommandContext(ctx, path, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = dir
	if output, err := npm.CombinedOutput(); err != nil {
		return errors.New(strings.Join(strings.Fields(fmt.Sprintf("npm: ci in %s: %v %s", dir, err, output)), " "))
	}
	return nil
}
