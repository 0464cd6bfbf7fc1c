// Package walltest tests a server of walls from outside, whatever it runs on, and has the client that does.
package walltest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Client asks a server of walls.
type Client struct {
	Base string // the site's address, without a slash at its end
	HTTP *http.Client
}

// Answer is a server's answer.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Do sends a request. path is sent as it stands, without the cleaning that clients do; headers are pairs.
func (c Client) Do(method, path, body string, headers ...string) (Answer, error) {
	request, err := c.request(context.Background(), method, path, body, headers...)
	if err != nil {
		return Answer{}, err
	}
	response, err := c.HTTP.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	return Answer{response.StatusCode, response.Header, string(data)}, err
}

func (c Client) request(ctx context.Context, method, path, body string, headers ...string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.Base, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	path, query, _ := strings.Cut(path, "?")
	request.URL = &url.URL{Scheme: request.URL.Scheme, Host: request.URL.Host, Opaque: request.URL.Path + path, RawQuery: query}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return request, nil
}

// Opened is a wall and its key.
type Opened struct{ Code, Key, Expires string }

// Bearer is the header that shows the key.
func (o Opened) Bearer() []string { return []string{"Authorization", "Bearer " + o.Key} }

// Open opens a wall.
func (c Client) Open(title string) (Opened, error) {
	body, err := json.Marshal(map[string]any{"title": title, "hours": 1})
	if err != nil {
		return Opened{}, err
	}
	answer, err := c.Do("POST", "/api/walls", string(body))
	if err != nil {
		return Opened{}, err
	}
	if answer.Status != http.StatusCreated {
		return Opened{}, fmt.Errorf("opening a wall: have %d %s, want 201", answer.Status, answer.Body)
	}
	var o Opened
	return o, json.Unmarshal([]byte(answer.Body), &o)
}

// Post is a post as the wall shows it.
type Post struct {
	Seq    int64
	Device string
	Number int
	Name   string
	Points []struct{ Median float64 }
}

// State is what the wall shows.
type State struct {
	Title, Expires string
	Posts          []Post
	Deleted        []int64
	Last           int64
}

// Read reads a wall, what came after a number.
func (c Client) Read(code string, after int64) (State, error) {
	answer, err := c.Do("GET", fmt.Sprintf("/api/walls/%s?after=%d", code, after), "")
	if err != nil {
		return State{}, err
	}
	if answer.Status != http.StatusOK {
		return State{}, fmt.Errorf("reading wall %s: have %d %s, want 200", code, answer.Status, answer.Body)
	}
	var s State
	return s, json.Unmarshal([]byte(answer.Body), &s)
}

// Event is a piece of an event stream. A comment has no name.
type Event struct{ Name, ID, Data string }

// ErrNoStreams is that a server has no event streams, or no more of them: its clients poll.
var ErrNoStreams = errors.New("walltest: have no event stream, want polling")

// Events streams a wall's events to a function until the stream ends, the function returns false or ctx is done. It
// returns an error if there is no stream, or one that breaks.
func (c Client) Events(ctx context.Context, code, lastID string, each func(Event) bool) error {
	var headers []string
	if lastID != "" {
		headers = []string{"Last-Event-ID", lastID}
	}
	request, err := c.request(ctx, "GET", "/api/walls/"+code+"/events", "", headers...)
	if err != nil {
		return err
	}
	response, err := c.HTTP.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusServiceUnavailable {
		return ErrNoStreams
	}
	if kind := response.Header.Get("Content-Type"); response.StatusCode != http.StatusOK || kind != "text/event-stream" {
		return fmt.Errorf("streaming wall %s: have %s, %q, want 200, text/event-stream", code, response.Status, kind)
	}
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	var e Event
	for lines.Scan() {
		if lines.Text() == "" {
			if !each(e) {
				return nil
			}
			e = Event{}
			continue
		}
		field, value, _ := strings.Cut(lines.Text(), ":")
		switch value = strings.TrimPrefix(value, " "); field {
		case "event":
			e.Name = value
		case "id":
			e.ID = value
		case "data":
			e.Data = value
		}
	}
	return lines.Err()
}

// Device returns the 22 letters of a device.
func Device(n int) string { return fmt.Sprintf("device-%015d", n) }

// Sweep returns the body of a device's post, with a point for each time in ms.
func Sweep(device, name string, number int, medians ...float64) string {
	points := make([]string, len(medians))
	for i, ms := range medians {
		points[i] = fmt.Sprintf(`{"alpha":%v,"resolution":%d,"precision":"f32","threads":1,"isa":"","median":%v,"low":%v,"high":%v,"accuracy":68.2,"measured":false,"borrowed":false}`,
			float64(i%4+1)/4, 128+i/4%4*32, ms, ms*0.9, ms*1.1)
	}
	quoted, err := json.Marshal(name)
	if err != nil {
		panic(err) // a string has a JSON
	}
	return fmt.Sprintf(`{"device":%q,"number":%d,"name":%s,"about":{"class":"phone","browser":"Chrome 142","cores":8,"program":"relaxed"},`+
		`"measured":"2026-11-30T20:15:00Z","tickMs":0.005,"drift":0.02,"weights":"own","points":[%s]}`, device, number, quoted, strings.Join(points, ","))
}

// open opens a wall, or ends the test.
func (c Client) open(t *testing.T, title string) Opened {
	t.Helper()
	o, err := c.Open(title)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// do sends a request, or ends the test.
func (c Client) do(t *testing.T, method, path, body string, headers ...string) Answer {
	t.Helper()
	answer, err := c.Do(method, path, body, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// read reads a wall, or ends the test.
func (c Client) read(t *testing.T, code string, after int64) State {
	t.Helper()
	s, err := c.Read(code, after)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
