package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// describeMachine names the processor, as far as the system tells.
func describeMachine() string {
	model := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d cores", model, runtime.NumCPU())
}

// cpu is what all processors together have spent since the system started, in ticks. It is zero where the system
// does not tell.
type cpu struct{ total, idle, stolen float64 }

// readCPU reads the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal.
func readCPU() cpu {
	var c cpu
	content, err := os.ReadFile("/proc/stat")
	if err != nil {
		return c
	}
	var t [8]float64
	if _, err := fmt.Sscanf(string(content), "cpu %f %f %f %f %f %f %f %f", &t[0], &t[1], &t[2], &t[3], &t[4], &t[5], &t[6], &t[7]); err != nil {
		return c
	}
	for _, v := range t {
		c.total += v
	}
	c.idle, c.stolen = t[3]+t[4], t[7]
	return c
}

// stolenSince returns the part of the time since before that the machine's host gave to others.
func (c cpu) stolenSince(before cpu) float64 {
	return (c.stolen - before.stolen) / max(c.total-before.total, 1)
}

// hurry puts this process group, the browser in it, ahead of what else runs here, where that is allowed. Chromium gives
// new threads its own priorities, so it is done again whenever the runtimes may have started some.
func hurry(ctx context.Context) {
	// The error does not matter: everybody runs at the same priority then.
	_ = exec.CommandContext(ctx, "renice", "-n", "-10", "-g", "0").Run()
}

// waitIdle waits, a quarter of a second at most, until the processors are nearly idle.
func waitIdle(ctx context.Context) {
	const look, busy = 50 * time.Millisecond, 0.25
	for range 5 {
		before := readCPU()
		select {
		case <-ctx.Done():
			return
		case <-time.After(look):
		}
		now := readCPU()
		if spent := now.total - before.total; spent == 0 || 1-(now.idle-before.idle)/spent < busy {
			return
		}
	}
}
