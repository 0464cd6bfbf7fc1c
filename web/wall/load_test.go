package wall_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mobilenet/web/wall/walltest"
)

var (
	devices = flag.Int("devices", 0, "how many devices TestLoad has post to one wall; each posts three sweeps and holds an event stream")
	spread  = flag.Duration("spread", 0, "over how long TestLoad spreads each device's sweeps; 0 for all at once")
	streams = flag.Bool("streams", true, "whether TestLoad's devices hold event streams")
)

// TestLoad measures how long a post takes, and the server's memory and CPU time, with as many devices as it is told.
func TestLoad(t *testing.T) {
	if *devices == 0 {
		t.Skip("needs to be told how many: go test ./web/wall -run TestLoad -v -devices 500")
	}
	server := start(t, filepath.Join(t.TempDir(), "walls.sqlite"), "localhost:0")
	client := walltest.Client{Base: "http://" + server.address, HTTP: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *devices}}}
	class := walltest.Class{Client: client, Devices: *devices, Sweeps: 3, Points: 16}
	o, err := client.Open("load")
	if err != nil {
		t.Fatal(err)
	}
	class.Code = o.Code
	var mu sync.Mutex
	var times []time.Duration
	class.Posted = func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		times = append(times, d)
	}
	class.Wait = func() { time.Sleep(rand.N(*spread + 1)) }

	idle := memory(t, server)
	var listening, begun sync.WaitGroup
	for range *devices {
		if !*streams {
			break
		}
		begun.Add(1)
		listening.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			once := sync.OnceFunc(begun.Done)
			next := 1
			err := client.Events(ctx, o.Code, "", func(e walltest.Event) bool {
				once()
				if e.Name == "post" {
					if want := fmt.Sprint(next); e.ID != want {
						t.Errorf("have event %s, want %s", e.ID, want)
					}
					next++
				}
				return next <= class.Devices*class.Sweeps
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	begun.Wait()
	listens := memory(t, server)
	began := time.Now()
	if err := class.Post(t.Context()); err != nil {
		t.Fatal(err)
	}
	posted := time.Since(began)
	listening.Wait()
	class.Check(t)
	slices.Sort(times)
	at := func(share float64) time.Duration {
		return times[min(int(share*float64(len(times))), len(times)-1)].Round(10 * time.Microsecond)
	}
	t.Logf("%d posts of %d devices in %v, all seen after %v", len(times), *devices, posted.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	t.Logf("a post: p50 %v, p95 %v, longest %v", at(0.5), at(0.95), at(1))
	t.Logf("the server's memory: %s, with all streams %s, at most %s", idle, listens, memory(t, server))
	server.Process.Kill()
	server.Wait()
	t.Logf("the server's CPU time: %v", server.ProcessState.UserTime()+server.ProcessState.SystemTime())
}

// memory returns the most memory that a process had so far, where Linux says it.
func memory(t *testing.T, p process) string {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
	if err != nil {
		return "not known here"
	}
	_, most, _ := strings.Cut(string(status), "VmHWM:")
	most, _, _ = strings.Cut(most, "\n")
	return strings.TrimSpace(most)
}
