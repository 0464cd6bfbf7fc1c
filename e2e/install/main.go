// Command install installs what the tests need through the system's package manager, unless it is there.
//
//	go run ./e2e/install chromium npm arm
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"

	"mobilenet/e2e/chromium"
	"mobilenet/e2e/node"
	"mobilenet/e2e/npm"
)

func main() {
	for _, name := range os.Args[1:] {
		if err := install(name); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// A tool is a program that the tests need.
type tool struct {
	find     func() (path string, err error)
	packages map[string][]string // of each package manager
}

var tools = map[string]tool{
	"chromium": {chromium.Find, map[string][]string{
		"apt-get": {"chromium", "fonts-liberation"}, // fonts are only recommended, and without any a page has no text to look at
		"dnf":     {"chromium"},
		"apk":     {"chromium", "font-liberation"},
		"pacman":  {"chromium"},
		"brew":    {"--cask", "google-chrome"},
	}},
	"npm": {npm.Find, map[string][]string{
		"apt-get": {"npm"},
		"dnf":     {"npm"},
		"apk":     {"npm"},
		"pacman":  {"npm"},
		"brew":    {"node"},
	}},
	"arm": {func() (string, error) { return "an emulator", node.FindARM() }, map[string][]string{
		"apt-get": {"qemu-user-static", "libc6-arm64-cross", "libstdc++6-arm64-cross", "libatomic1-arm64-cross"},
	}},
}

// install installs a tool if it is not there.
func install(name string) error {
	t, ok := tools[name]
	if !ok {
		return fmt.Errorf("install: have %q, want chromium, npm or arm", name)
	}
	_, err := t.find()
	if err == nil {
		return nil
	}
	if name == "chromium" && os.Getenv(chromium.Env) != "" {
		return err // the one that was asked for cannot be installed
	}
	commands, planErr := plan(t, runtime.GOOS, os.Getuid(), works)
	if planErr != nil {
		return fmt.Errorf("%w\n%s: not installed for you: %w", err, name, planErr)
	}
	for _, command := range commands {
		fmt.Println(name+":", strings.Join(command, " "))
		process := exec.Command(command[0], command[1:]...)
		process.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if output, err := process.CombinedOutput(); err != nil {
			return fmt.Errorf("%s\n%s: %s: %w", bytes.TrimSpace(output), name, strings.Join(command, " "), err)
		}
	}
	path, err := t.find()
	if err != nil {
		return fmt.Errorf("%s: installed, and yet: %w", name, err)
	}
	fmt.Println(name+": installed as", path)
	return nil
}

// A manager is a package manager, with what it is told before it can install, and with what it installs packages.
type manager struct {
	name    string
	before  []string
	install []string
	user    bool // it installs for an ordinary user
}

var managers = map[string][]manager{
	"linux": {
		{name: "apt-get", before: []string{"-qq", "update"}, install: []string{"-qq", "-y", "-o", "DPkg::Lock::Timeout=300", "install", "--no-install-recommends"}},
		{name: "dnf", install: []string{"-q", "-y", "install"}},
		{name: "apk", install: []string{"-q", "add"}},
		{name: "pacman", install: []string{"-Sy", "--noconfirm"}},
	},
	"darwin": {
		{name: "brew", install: []string{"install"}, user: true},
	},
}

// plan returns the commands that install a tool on an operating system for a user, or why there are none.
// works reports whether a command succeeds; it is asked with arguments that change nothing.
func plan(t tool, goos string, uid int, works func(command ...string) bool) ([][]string, error) {
	for _, m := range managers[goos] {
		if !works(m.name, "--version") {
			continue
		}
		if t.packages[m.name] == nil {
			return nil, fmt.Errorf("%s has no packages of it that this program knows", m.name)
		}
		install := slices.Concat(m.install, t.packages[m.name])
		command := []string{m.name}
		if uid != 0 && !m.user {
			if !works("sudo", "-n", "true") {
				return nil, fmt.Errorf("this user may not; run: sudo %s %s", m.name, strings.Join(install, " "))
			}
			command = []string{"sudo", "-n", m.name}
		}
		var commands [][]string
		if m.before != nil {
			commands = append(commands, slices.Concat(command, m.before))
		}
		return append(commands, slices.Concat(command, install)), nil
	}
	return nil, errors.New("no package manager that this program knows")
}

// works reports whether a command is there and succeeds.
func works(command ...string) bool {
	return exec.Command(command[0], command[1:]...).Run() == nil
}
