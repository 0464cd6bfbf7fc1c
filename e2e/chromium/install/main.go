// Command install installs a browser for the tests through the system's package manager, if there is none.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"mobilenet/e2e/chromium"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	_, err := chromium.Find()
	if err == nil {
		return nil
	}
	if os.Getenv(chromium.Env) != "" {
		return err // the one that was asked for cannot be installed
	}
	commands, planErr := plan(runtime.GOOS, os.Getuid(), works)
	if planErr != nil {
		return fmt.Errorf("%w\nchromium: not installed for you: %w", err, planErr)
	}
	for _, command := range commands {
		fmt.Println("chromium:", strings.Join(command, " "))
		process := exec.Command(command[0], command[1:]...)
		process.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if output, err := process.CombinedOutput(); err != nil {
			return fmt.Errorf("%s\nchromium: %s: %w", bytes.TrimSpace(output), strings.Join(command, " "), err)
		}
	}
	path, err := chromium.Find()
	if err != nil {
		return fmt.Errorf("chromium: installed, and yet: %w", err)
	}
	fmt.Println("chromium: installed as", path)
	return nil
}

// A manager is a package manager and the arguments with which it installs a browser.
type manager struct {
	name  string
	steps [][]string
	user  bool // it installs for an ordinary user
}

var managers = map[string][]manager{
	"linux": {
		{name: "apt-get", steps: [][]string{
			{"-qq", "update"},
			// The fonts are only recommended, and without any a page has no text to look at.
			{"-qq", "-y", "-o", "DPkg::Lock::Timeout=300", "install", "--no-install-recommends", "chromium", "fonts-liberation"},
		}},
		{name: "dnf", steps: [][]string{{"-q", "-y", "install", "chromium"}}},
		{name: "apk", steps: [][]string{{"-q", "add", "chromium", "font-liberation"}}},
		{name: "pacman", steps: [][]string{{"-Sy", "--noconfirm", "chromium"}}},
	},
	"darwin": {
		{name: "brew", steps: [][]string{{"install", "--cask", "google-chrome"}}, user: true},
	},
}

// plan returns the commands that install a browser on an operating system for a user, or why there are none.
// works reports whether a command succeeds; it is asked with arguments that change nothing.
func plan(goos string, uid int, works func(command ...string) bool) ([][]string, error) {
	for _, m := range managers[goos] {
		if !works(m.name, "--version") {
			continue
		}
		command := []string{m.name}
		if uid != 0 && !m.user {
			if !works("sudo", "-n", "true") {
				last := m.steps[len(m.steps)-1]
				return nil, fmt.Errorf("this user may not; run: sudo %s %s", m.name, strings.Join(last, " "))
			}
			command = []string{"sudo", "-n", m.name}
		}
		var commands [][]string
		for _, arguments := range m.steps {
			commands = append(commands, append(command[:len(command):len(command)], arguments...))
		}
		return commands, nil
	}
	return nil, errors.New("no package manager that this program knows")
}

// works reports whether a command is there and succeeds.
func works(command ...string) bool {
	return exec.Command(command[0], command[1:]...).Run() == nil
}
