package wall_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mobilenet/web/wall"
	"mobilenet/web/wall/database"
	"mobilenet/web/wall/walltest"
)

// pipes is a network within the program, on which the clock of a synctest bubble is the only one.
type pipes struct {
	dialled chan net.Conn
	closed  chan struct{}
	close   func()
}

func newPipes() *pipes {
	closed := make(chan struct{})
	return &pipes{make(chan net.Conn), closed, sync.OnceFunc(func() { close(closed) })}
}

// Accept implements net.Listener.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.dialled:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *pipes) Close() error { p.close(); return nil }

// Addr implements net.Listener.
func (p *pipes) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.dialled <- server:
		return client, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// site is a server of walls and what a test needs of it.
type site struct {
	walltest.Client
	wall    *wall.Wall
	db      *sql.DB
	network *pipes
}

// bubble runs a test with a site and a clock that goes on when all wait. The server gives requests as little time as
// serve.go does.
func bubble(t *testing.T, test func(t *testing.T, s site)) {
	file := filepath.Join(t.TempDir(), "walls.sqlite")
	synctest.Test(t, func(t *testing.T) {
		db, err := database.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		w, err := wall.New(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		network := newPipes()
		server := &http.Server{Handler: w, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: time.Minute}
		served := make(chan error)
		go func() { served <- server.Serve(network) }()
		transport := &http.Transport{DialContext: network.dial}
		test(t, site{walltest.Client{Base: "http://walls", HTTP: &http.Client{Transport: transport}}, w, db, network})
		w.Close()
		transport.CloseIdleConnections()
		server.Close()
		<-served
	})
}

// open opens a wall for an hour.
func (s site) open(t *testing.T) walltest.Opened {
	t.Helper()
	o, err := s.Open("a wall")
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// want sends a request and reports an answer of another status.
func (s site) want(t *testing.T, status int, method, path, body string, headers ...string) walltest.Answer {
	t.Helper()
	have, err := s.Do(method, path, body, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	if have.Status != status {
		t.Errorf("%s %s: have %d %s, want %d", method, path, have.Status, have.Body, status)
	}
	return have
}

// TestExpiry lets a wall's time pass, with and without Expire.
func TestExpiry(t *testing.T) {
	bubble(t, func(t *testing.T, s site) {
		o := s.open(t)
		s.want(t, 201, "POST", "/api/walls/"+o.Code+"/posts", walltest.Sweep(walltest.Device(1), "", 1, 10))
		time.Sleep(59 * time.Minute)
		if err := s.wall.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		if have, err := s.Read(o.Code, 0); err != nil || len(have.Posts) != 1 {
			t.Errorf("after 59 minutes: have %v, %v, want a post", have, err)
		}
		time.Sleep(time.Minute)
		for range 2 {
			s.want(t, 410, "GET", "/api/walls/"+o.Code, "")
			s.want(t, 410, "POST", "/api/walls/"+o.Code+"/posts", walltest.Sweep(walltest.Device(1), "", 2, 10))
			s.want(t, 410, "DELETE", "/api/walls/"+o.Code, "", o.Bearer()...)
			if err := s.wall.Expire(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(91 * 24 * time.Hour)
		if err := s.wall.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.want(t, 404, "GET", "/api/walls/"+o.Code, "")
	})
}

// TestGone looks for what was on a wall in the database when the wall is deleted and when it has expired.
func TestGone(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(t *testing.T, s site, o walltest.Opened)
	}{
		{"deleted", func(t *testing.T, s site, o walltest.Opened) {
			s.want(t, 204, "DELETE", "/api/walls/"+o.Code, "", o.Bearer()...)
		}},
		{"expired", func(t *testing.T, s site, _ walltest.Opened) {
			time.Sleep(time.Hour)
			if err := s.wall.Expire(t.Context()); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s site) {
				o := s.open(t)
				s.want(t, 201, "POST", "/api/walls/"+o.Code+"/posts", walltest.Sweep(walltest.Device(1), "somebody", 1, 10))
				test.end(t, s, o)
				var posts, titles int
				err := s.db.QueryRow(`SELECT (SELECT count(*) FROM posts), (SELECT count(*) FROM walls WHERE title <> '' OR key <> '')`).Scan(&posts, &titles)
				if err != nil || posts != 0 || titles != 0 {
					t.Errorf("have %d posts and %d titles or keys, %v, want none", posts, titles, err)
				}
			})
		})
	}
}

// TestLimits goes to the limits of an address and waits until they are past.
func TestLimits(t *testing.T) {
	bubble(t, func(t *testing.T, s site) {
		o := s.open(t)
		const opening = `{"title":"","hours":720}`
		for range 29 {
			s.want(t, 201, "POST", "/api/walls", opening)
		}
		if have := s.want(t, 429, "POST", "/api/walls", opening).Header.Get("Retry-After"); have != "3600" {
			t.Errorf("have Retry-After %q, want 3600", have)
		}
		for range 50 {
			s.want(t, 404, "GET", "/api/walls/QQQQQQQQ", "")
			s.want(t, 403, "DELETE", "/api/walls/"+o.Code, "", "Authorization", "Bearer x")
		}
		if have := s.want(t, 429, "GET", "/api/walls/"+o.Code, "").Header.Get("Retry-After"); have != "600" {
			t.Errorf("have Retry-After %q, want 600", have)
		}
		time.Sleep(10 * time.Minute)
		s.want(t, 200, "GET", "/api/walls/"+o.Code, "")
		s.want(t, 404, "GET", "/api/walls/QQQQQQQQ", "") // the first of another while
		s.want(t, 200, "GET", "/api/walls/"+o.Code, "")
		time.Sleep(50 * time.Minute)
		s.want(t, 201, "POST", "/api/walls", opening)
		if err := s.wall.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

// TestFull fills a wall.
func TestFull(t *testing.T) {
	bubble(t, func(t *testing.T, s site) {
		o := s.open(t)
		posts := "/api/walls/" + o.Code + "/posts"
		for i := range 2000 {
			s.want(t, 201, "POST", posts, walltest.Sweep(walltest.Device(i/50), "", i%50+1, 10))
		}
		s.want(t, 403, "POST", posts, walltest.Sweep(walltest.Device(40), "", 1, 10))
		s.want(t, 200, "POST", posts, walltest.Sweep(walltest.Device(0), "", 1, 10))
		s.want(t, 204, "DELETE", posts+"/1", "", o.Bearer()...)
		if have, err := s.Read(o.Code, 0); err != nil || len(have.Posts) != 1999 || have.Last != 2001 {
			t.Errorf("have %d posts, last %d, %v, want 1999 and 2001", len(have.Posts), have.Last, err)
		}
	})
}

// TestStream keeps an event stream open for all of a wall's hour: longer than the server reads and writes otherwise.
func TestStream(t *testing.T) {
	bubble(t, func(t *testing.T, s site) {
		o := s.open(t)
		go func() {
			time.Sleep(30*time.Minute + 100*time.Millisecond) // not when the feed looks by itself
			s.want(t, 201, "POST", "/api/walls/"+o.Code+"/posts", walltest.Sweep(walltest.Device(1), "", 1, 10))
		}()
		start := time.Now()
		silent, longest := start, time.Duration(0)
		var names []string
		if err := s.Events(t.Context(), o.Code, "", func(e walltest.Event) bool {
			longest = max(longest, time.Since(silent))
			silent = time.Now()
			if e.Name != "" {
				names = append(names, fmt.Sprint(e.Name, " after ", time.Since(start)))
			}
			return true
		}); err != nil {
			t.Error(err)
		}
		if have, want := strings.Join(names, ", "), "post after 30m0.3s, end after 1h0m0.2s"; have != want {
			t.Errorf("have %s, want %s", have, want)
		}
		if longest > 15*time.Second {
			t.Errorf("have silence for %v, want a comment each 15 s", longest)
		}
	})
}

// TestOtherServer streams a wall from one server while another, of the same store, takes its posts.
func TestOtherServer(t *testing.T) {
	bubble(t, func(t *testing.T, s site) {
		other, err := wall.New(t.Context(), s.db)
		if err != nil {
			t.Fatal(err)
		}
		o := s.open(t)
		var posted time.Time
		err = s.Events(t.Context(), o.Code, "", func(e walltest.Event) bool {
			if posted.IsZero() {
				time.Sleep(time.Second)
				request := httptest.NewRequest("POST", "/api/walls/"+o.Code+"/posts", strings.NewReader(walltest.Sweep(walltest.Device(1), "", 1, 10)))
				request.Header.Set("Content-Type", "application/json")
				recorder := httptest.NewRecorder()
				other.ServeHTTP(recorder, request)
				if posted = time.Now(); recorder.Code != 201 {
					t.Errorf("have %d %s, want 201", recorder.Code, recorder.Body)
				}
			}
			return e.Name != "post"
		})
		if have := time.Since(posted); err != nil || have > 3*time.Second {
			t.Errorf("have the post after %v, %v, want it within 3 s", have, err)
		}
	})
}

// TestClose ends the streams of a server that is to stop, without an end of the wall. What is not a stream goes on.
func TestClose(t *testing.T) {
	bubble(t, func(t *testing.T, s site) {
		o := s.open(t)
		if err := s.Events(t.Context(), o.Code, "", func(e walltest.Event) bool {
			if e.Name != "" {
				t.Errorf("have the event %s, want none", e.Name)
			}
			s.wall.Close()
			return true
		}); err != nil {
			t.Error(err)
		}
		s.want(t, 503, "GET", "/api/walls/"+o.Code+"/events", "")
		s.want(t, 201, "POST", "/api/walls/"+o.Code+"/posts", walltest.Sweep(walltest.Device(1), "", 1, 10))
		if have, err := s.Read(o.Code, 0); err != nil || have.Last != 1 {
			t.Errorf("have last %d, %v, want 1", have.Last, err)
		}
	})
}

// TestSlow has clients that send and read next to nothing: the server gives them up, and answers others meanwhile.
func TestSlow(t *testing.T) {
	for _, test := range []struct {
		name string
		// send is what the client sends at once; then a byte a second, and it reads nothing or all.
		send  func(o walltest.Opened) string
		reads bool
		want  string // in what it reads
		most  time.Duration
	}{
		{"headers", func(walltest.Opened) string { return "GET /api/walls HTTP/1.1\r\nHost: walls\r\nX: " }, true, "", 10 * time.Second},
		{"body", func(o walltest.Opened) string {
			return "POST /api/walls/" + o.Code + "/posts HTTP/1.1\r\nHost: walls\r\nContent-Type: application/json\r\nContent-Length: 30000\r\n\r\n{"
		}, true, "a body that breaks off", 10 * time.Second},
		{"body without a length", func(o walltest.Opened) string {
			return "POST /api/walls/" + o.Code + "/posts HTTP/1.1\r\nHost: walls\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
		}, true, "a body that breaks off", 10 * time.Second},
		{"body of a refused request", func(o walltest.Opened) string {
			return "POST /api/walls/" + o.Code + "/posts HTTP/1.1\r\nHost: walls\r\nContent-Type: text/plain\r\nContent-Length: 30000\r\n\r\n{"
		}, true, "want application/json", 10 * time.Second},
		{"reading a wall", func(o walltest.Opened) string {
			return "GET /api/walls/" + o.Code + " HTTP/1.1\r\nHost: walls\r\n\r\n"
		}, false, "", 30 * time.Second},
		{"reading events", func(o walltest.Opened) string {
			return "GET /api/walls/" + o.Code + "/events HTTP/1.1\r\nHost: walls\r\n\r\n"
		}, false, "", 45 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s site) {
				o := s.open(t)
				s.want(t, 201, "POST", "/api/walls/"+o.Code+"/posts", walltest.Sweep(walltest.Device(1), "", 1, slices.Repeat([]float64{10}, 100)...))
				slow, err := s.network.dial(t.Context(), "", "")
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				var sending sync.WaitGroup
				sending.Go(func() {
					_, err := io.WriteString(slow, test.send(o))
					for err == nil {
						time.Sleep(time.Second)
						_, err = slow.Write([]byte("x"))
					}
				})
				defer sending.Wait()
				defer slow.Close()
				s.want(t, 200, "GET", "/api/walls/"+o.Code, "")
				if test.reads {
					have, _ := io.ReadAll(bufio.NewReader(slow))
					if !strings.Contains(string(have), test.want) {
						t.Errorf("have %q, want %q in it", have, test.want)
					}
				} else {
					time.Sleep(test.most)
					synctest.Wait()
					have, _ := io.ReadAll(slow)
					if len(have) > 0 {
						t.Errorf("have %d bytes after %v, want the connection closed", len(have), test.most)
					}
				}
				if have := time.Since(start); have > test.most+time.Second {
					t.Errorf("have the connection open for %v, want at most %v", have, test.most)
				}
			})
		})
	}
}
