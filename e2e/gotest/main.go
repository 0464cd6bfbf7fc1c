// Gotest runs go test with its arguments and prints what go test does, and after each package which of its tests were
// skipped, and why.
//
//	go run ./e2e/gotest -shuffle=on ./...
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

func main() {
	command := exec.Command("go", append([]string{"test", "-json"}, os.Args[1:]...)...)
	command.Stderr = os.Stderr
	events, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err == nil {
		err = errors.Join(report(os.Stdout, events), command.Wait())
	}
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		os.Exit(cmp.Or(max(exit.ExitCode(), 0), 1))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gotest:", err)
		os.Exit(1)
	}
}

// event is the part of a line of go test -json that is looked at.
type event struct {
	Action, Package, Test, Output string
}

// report writes what events say: the packages' own lines, all of the tests that failed, and those that were skipped. It
// returns an error if it cannot read or write.
func report(w io.Writer, events io.Reader) error {
	said := make(map[event]string) // by package and test, until it ends
	skipped := make(map[string][]string)
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadString('\n')
		if err != nil && err != io.EOF {
			return err
		}
		var e event
		at := func() event { return event{Package: e.Package, Test: e.Test} }
		out := ""
		switch {
		case json.Unmarshal([]byte(line), &e) != nil:
			out = line // what is no event is for people
		case e.Action == "output" && (e.Test != "" || strings.HasPrefix(e.Output, "-test.shuffle ")):
			said[at()] += e.Output // the order of tests is of interest where one fails
		case e.Action == "output" && e.Output != "PASS\n", e.Action == "build-output":
			out = e.Output
		case e.Action == "skip" && e.Test != "":
			skipped[e.Package] = append(skipped[e.Package], fmt.Sprintf("    skipped %s: %s\n", e.Test, reason(said[at()])))
			delete(said, at())
		case e.Action == "fail" && e.Test != "":
			out = said[at()]
			delete(said, at())
		case e.Action == "pass" && e.Test != "":
			delete(said, at())
		case e.Action == "fail": // and what was cut off says where
			for test, text := range said {
				if test.Package == e.Package {
					out += text
				}
			}
			out += strings.Join(skipped[e.Package], "")
		case e.Action == "pass":
			out = strings.Join(skipped[e.Package], "")
		}
		if _, err := io.WriteString(w, out); err != nil {
			return err
		}
		if err == io.EOF {
			return nil
		}
	}
}

// reason returns the sentence with which a test was skipped, from what it wrote.
func reason(text string) string {
	var said []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		if place, rest, found := strings.Cut(line, ": "); found && strings.Contains(place, ".go:") {
			line = rest
		}
		said = append(said, line)
	}
	return cmp.Or(strings.Join(said, " "), "without a reason")
}
