package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestPlan(t *testing.T) {
	const apt = "-qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "
	tests := []struct {
		name, tool, goos string
		uid              int
		there            string // what works
		want             []string
		err              string
	}{
		{"root with apt", "chromium", "linux", 0, "apt-get", []string{"apt-get -qq update", "apt-get " + apt + "chromium fonts-liberation"}, ""},
		{"sudo with apt", "npm", "linux", 1000, "apt-get sudo", []string{"sudo -n apt-get -qq update", "sudo -n apt-get " + apt + "npm"}, ""},
		{"user with apt", "chromium", "linux", 1000, "apt-get", nil, "this user may not; run: sudo apt-get " + apt + "chromium fonts-liberation"},
		{"root with dnf", "chromium", "linux", 0, "dnf sudo", []string{"dnf -q -y install chromium"}, ""},
		{"root with apk", "chromium", "linux", 0, "apk", []string{"apk -q add chromium font-liberation"}, ""},
		{"root with pacman", "npm", "linux", 0, "pacman", []string{"pacman -Sy --noconfirm npm"}, ""},
		{"root with nothing", "npm", "linux", 0, "sudo", nil, "no package manager that this program knows"},
		{"user with brew", "chromium", "darwin", 501, "brew", []string{"brew install --cask google-chrome"}, ""},
		{"npm with brew", "npm", "darwin", 501, "brew", []string{"brew install node"}, ""},
		{"ARM with apt", "arm", "linux", 0, "apt-get", []string{"apt-get -qq update", "apt-get " + apt + "qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross libatomic1-arm64-cross"}, ""},
		{"ARM with brew", "arm", "darwin", 501, "brew", nil, "brew has no packages of it that this program knows"},
		{"another system", "chromium", "plan9", 0, "apt-get", nil, "no package manager that this program knows"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			commands, err := plan(tools[test.tool], test.goos, test.uid, func(command ...string) bool {
				return slices.Contains(strings.Fields(test.there), command[0])
			})
			var have []string
			for _, command := range commands {
				have = append(have, strings.Join(command, " "))
			}
			if !slices.Equal(have, test.want) {
				t.Errorf("have %q, want %q", have, test.want)
			}
			if message := errorText(err); message != test.err {
				t.Errorf("error: have %q, want %q", message, test.err)
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestRun runs the program on a machine that has a package manager and no browser: a PATH with nothing else.
func TestRun(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("needs root on Linux")
	}
	if _, err := os.Stat("/snap/bin/chromium"); err == nil {
		t.Skip("this machine has a browser outside PATH")
	}
	program := filepath.Join(t.TempDir(), "install")
	if output, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	tests := []struct {
		name    string
		scripts map[string]string // in PATH
		env     string
		ok      bool
		want    []string // parts of the output, in order
	}{
		{
			"installs",
			map[string]string{"apt-get": installer},
			"", true,
			[]string{"chromium: apt-get -qq update", "chromium: apt-get -qq -y", "chromium: installed as", "/bin/chromium"},
		},
		{
			"is there already", map[string]string{"google-chrome": "", "apt-get": installer}, "", true, nil,
		},
		{
			"fails",
			map[string]string{"apt-get": `[ "$1" = --version ] || { echo no network >&2; exit 100; }`},
			"", false,
			[]string{"no network", "chromium: apt-get -qq update: exit status 100"},
		},
		{
			"installs something else",
			map[string]string{"apt-get": ""},
			"", false,
			[]string{"chromium: installed, and yet: chromium: no Chromium found"},
		},
		{
			"no package manager", nil, "", false,
			[]string{"no Chromium found: install it", "not installed for you: no package manager"},
		},
		{
			"another one is asked for",
			map[string]string{"apt-get": installer},
			"CHROMIUM=/absent", false,
			[]string{"CHROMIUM=/absent does not run"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bin := filepath.Join(t.TempDir(), "bin")
			if err := os.Mkdir(bin, 0o755); err != nil {
				t.Fatal(err)
			}
			for name, script := range test.scripts {
				if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			command := exec.Command(program, "chromium")
			command.Env = []string{"PATH=" + bin, test.env}
			output, err := command.CombinedOutput()
			if (err == nil) != test.ok {
				t.Errorf("have %v, want success %v", err, test.ok)
			}
			rest := string(output)
			for _, part := range test.want {
				var found bool
				if _, rest, found = strings.Cut(rest, part); !found {
					t.Errorf("have %q, want it to contain %q there", output, part)
				}
			}
			if test.want == nil && len(output) > 0 {
				t.Errorf("have %q, want silence", output)
			}
		})
	}
}

// installer is an apt-get that brings a chromium beside itself.
const installer = `case "$*" in *" install "*" chromium "*)
	echo '#!/bin/sh' > "${0%/*}/chromium"
	/bin/chmod +x "${0%/*}/chromium"
esac`
