package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"mobilenet/e2e/chromium"
)

const probeDir = "testdata/probe"

// wrapper and probe are the paths of this package's program and of the test binary in testdata/probe.
var wrapper, probe string

func TestMain(m *testing.M) {
	chromium.Main(func() int {
		dir, err := os.MkdirTemp("", "browsertest")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		wrapper, probe = filepath.Join(dir, "browsertest"), filepath.Join(dir, "probe.wasm")
		native := exec.Command("go", "build", "-o", wrapper, ".")
		wasm := exec.Command("go", "test", "-c", "-o", probe, "./"+probeDir)
		wasm.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		for _, build := range []*exec.Cmd{native, wasm} {
			if output, err := build.CombinedOutput(); err != nil {
				fmt.Fprintf(os.Stderr, "%s: %v\n%s", build, err, output)
				return 1
			}
		}
		return m.Run()
	})
}

// runProbe returns a command that runs the probe in the wrapper with the test flags args.
func runProbe(args ...string) *exec.Cmd {
	command := exec.Command(wrapper, append([]string{probe}, args...)...)
	command.Dir = probeDir
	command.Env = append(os.Environ(), "TEST_PROBE=passed on")
	return command
}

func TestRun(t *testing.T) {
	tests := []struct {
		name           string
		args           []string
		code           int
		stdout, stderr string // parts of them
	}{
		{"passes", []string{"-test.skip=TestThat", "-test.v"}, 0, "PASS: FuzzSeeds/seed", ""},
		{"benchmarks", []string{"-test.run=^$", "-test.bench=.", "-test.benchtime=10x"}, 0, "10.00 sum", ""},
		{"fails", []string{"-test.run=TestThatFails"}, 1, "failed as it should", ""},
		{"panics", []string{"-test.run=TestThatPanics"}, 2, "FAIL: TestThatPanics", "panic: panicked as it should"},
		{"exits", []string{"-test.run=TestThatExits"}, 7, "to standard output\n", "to standard error\n"},
		{"sleeps", []string{"-test.run=TestThatSleeps", "-test.timeout=100ms"}, 2, "", "TestThatSleeps (0s)"},
		{"bad time limit", []string{"-test.timeout=soon"}, 2, "", `browsertest: -test.timeout=soon: time: invalid duration "soon"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			command := runProbe(test.args...)
			command.Stdout, command.Stderr = &stdout, &stderr
			err := command.Run()
			if have := command.ProcessState.ExitCode(); have != test.code {
				t.Errorf("exit code: have %d (%v), want %d", have, err, test.code)
			}
			if !strings.Contains(stdout.String(), test.stdout) {
				t.Errorf("standard output: have %q, want it to contain %q", stdout.String(), test.stdout)
			}
			if !strings.Contains(stderr.String(), test.stderr) {
				t.Errorf("standard error: have %q, want it to contain %q", stderr.String(), test.stderr)
			}
		})
	}
}

// TestNoBrowserIsLeft ends a wrapper whose program never ends, in the ways that a wrapper can be ended.
func TestNoBrowserIsLeft(t *testing.T) {
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		t.Skip("needs /proc to look for processes")
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			dir := t.TempDir() // the profile is in there, and its path in the arguments of every process
			command := runProbe("-test.run=TestThatSpins", "-test.v")
			command.Env = append(command.Env, "TMPDIR="+dir)
			stdout, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := stdout.Read(make([]byte, 64)); err != nil { // === RUN TestThatSpins
				t.Fatal(err)
			}
			if have := processesWith(dir); have == 0 {
				t.Error("the browser's processes are not to be seen")
			}
			if err := command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			command.Wait()
			if code := command.ProcessState.ExitCode(); signal != syscall.SIGKILL && code != failure {
				t.Errorf("exit code: have %d, want %d", code, failure)
			}
			deadline := time.Now().Add(10 * time.Second)
			for processesWith(dir) > 0 && time.Now().Before(deadline) {
				time.Sleep(20 * time.Millisecond)
			}
			if have := processesWith(dir); have != 0 {
				t.Errorf("have %d processes of the browser, want 0", have)
			}
		})
	}
}

// processesWith counts the processes that have text in their arguments.
func processesWith(text string) int {
	paths, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	count := 0
	for _, path := range paths {
		if arguments, err := os.ReadFile(path); err == nil && strings.Contains(string(arguments), text) {
			count++
		}
	}
	return count
}
