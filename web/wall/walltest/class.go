package walltest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Class is devices that post their sweeps to a wall at once, each its own in order.
type Class struct {
	Client  Client
	Code    string
	Devices int
	Sweeps  int                                   // of each device
	Points  int                                   // of each sweep
	Wait    func()                                // called before each post, if not nil
	Posted  func(d time.Duration)                 // called after each post that was acknowledged, if not nil
	Replay  func(device, number int) (again bool) // whether to post an acknowledged one once more, if not nil
}

// Median is the time in ms of a device's post: no two are the same.
func Median(device, number int) float64 { return float64(device) + float64(number)/64 + 1 }

// Post has all devices post, and returns when all posts are acknowledged. What fails for want of a server or of its
// store is tried again, as the page does it. It returns an error for any other answer, or when ctx is done.
func (c Class) Post(ctx context.Context) error {
	errs := make([]error, c.Devices)
	var devices sync.WaitGroup
	for device := range c.Devices {
		devices.Go(func() {
			for number := 1; number <= c.Sweeps && errs[device] == nil; number++ {
				if c.Wait != nil {
					c.Wait()
				}
				errs[device] = c.post(ctx, device, number)
				if errs[device] == nil && c.Replay != nil && c.Replay(device, number) {
					errs[device] = c.post(ctx, device, number)
				}
			}
		})
	}
	devices.Wait()
	return errors.Join(errs...)
}

func (c Class) post(ctx context.Context, device, number int) error {
	medians := make([]float64, c.Points)
	for i := range medians {
		medians[i] = Median(device, number)
	}
	body := Sweep(Device(device), "", number, medians...)
	for {
		start := time.Now()
		have, err := c.Client.Do("POST", "/api/walls/"+c.Code+"/posts", body)
		switch {
		case err == nil && (have.Status == http.StatusCreated || have.Status == http.StatusOK):
			if c.Posted != nil {
				c.Posted(time.Since(start))
			}
			return nil
		case err == nil && have.Status != http.StatusServiceUnavailable:
			return fmt.Errorf("device %d, number %d: have %d %s, want 201 or 200", device, number, have.Status, have.Body)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("device %d, number %d: %w after %v", device, number, ctx.Err(), err)
		case <-time.After(rand.N(100 * time.Millisecond)):
		}
	}
}

// Check reports what is not on the wall, there twice or out of order.
func (c Class) Check(t *testing.T) {
	t.Helper()
	have := c.Client.read(t, c.Code, 0)
	next := make(map[string]int)
	seen := make(map[float64]bool)
	last := int64(0)
	for _, p := range have.Posts {
		next[p.Device]++
		if p.Number != next[p.Device] {
			t.Errorf("device %s: have number %d, want %d", p.Device, p.Number, next[p.Device])
		}
		if p.Seq <= last {
			t.Errorf("have sequence number %d behind %d, want a greater one", p.Seq, last)
		}
		last = p.Seq
		if len(p.Points) != c.Points || seen[p.Points[0].Median] {
			t.Errorf("device %s, number %d: have %d points of %v ms, want %d, each once", p.Device, p.Number, len(p.Points), p.Points[0].Median, c.Points)
		}
		seen[p.Points[0].Median] = true
	}
	if len(have.Posts) != c.Devices*c.Sweeps || len(next) != c.Devices {
		t.Errorf("have %d posts of %d devices, want %d of %d", len(have.Posts), len(next), c.Devices*c.Sweeps, c.Devices)
	}
	for device := range c.Devices {
		for number := 1; number <= c.Sweeps; number++ {
			if !seen[Median(device, number)] {
				t.Errorf("device %d, number %d: have no such post, want it once", device, number)
			}
		}
	}
}

// Killed has a class of 40 devices post at once while its server is killed and started again, so many times, each time
// after so many posts more were acknowledged. Nothing that was acknowledged may be lost. The server stays at its address.
func Killed(t *testing.T, c Client, sweeps, times, posts int, kill, start func()) {
	t.Helper()
	class := Class{Client: c, Code: c.open(t, "class").Code, Devices: 40, Sweeps: sweeps, Points: 16}
	var acknowledged atomic.Int64
	due := make(chan struct{}, class.Devices*class.Sweeps)
	class.Posted = func(time.Duration) {
		if acknowledged.Add(1)%int64(posts) == 0 {
			due <- struct{}{}
		}
	}
	posted := make(chan error)
	go func() { posted <- class.Post(t.Context()) }()
	for range times {
		<-due
		kill()
		before := acknowledged.Load()
		start()
		have, err := c.Read(class.Code, 0)
		if err != nil || int64(len(have.Posts)) < before {
			t.Errorf("started again: have %d posts, %v, want the %d that were acknowledged", len(have.Posts), err, before)
		}
	}
	if err := <-posted; err != nil {
		t.Fatal(err)
	}
	class.Check(t)
}

// testClass has 40 devices post at once, each third post twice.
func testClass(t *testing.T, c Client) {
	class := Class{
		Client: c, Code: c.open(t, "class").Code, Devices: 40, Sweeps: 3, Points: 16,
		Replay: func(device, number int) bool { return (device+number)%3 == 0 },
	}
	if err := class.Post(t.Context()); err != nil {
		t.Fatal(err)
	}
	class.Check(t)
}
