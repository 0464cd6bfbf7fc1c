package walltest

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Run tests the server at an address, which nobody has asked yet. It opens a dozen walls, and at its end the server
// refuses codes from here for some minutes.
func Run(t *testing.T, base string) {
	c := Client{Base: base, HTTP: http.DefaultClient}
	for _, test := range []struct {
		name string
		run  func(*testing.T, Client)
	}{
		{"requests", testRequests},
		{"codes", testCodes},
		{"posts", testPosts},
		{"deletions", testDeletions},
		{"events", testEvents},
		{"csv", testCSV},
		{"class", func(t *testing.T, c Client) { testClass(t, c) }},
		{"script", testScript},
		{"origins", testOrigins},
		{"keys", testKeys},
		{"paths", testPaths},
		{"guessing", testGuessing}, // the last
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, c) })
	}
}

// testRequests asks each path with each method.
func testRequests(t *testing.T, c Client) {
	o := c.open(t, "requests")
	post := Sweep(Device(1), "", 1, 10)
	for _, test := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		want                     string // in the body
	}{
		{"here", "GET", "/api/walls", "", nil, 200, `{"walls":true}`},
		{"open", "POST", "/api/walls", `{"title":"5 나","hours":720}`, nil, 201, `"expires":"20`},
		{"open without hours", "POST", "/api/walls", `{"title":""}`, nil, 400, "wall: hours 0: want 1 to 720"},
		{"open for too long", "POST", "/api/walls", `{"title":"","hours":721}`, nil, 400, "wall: hours 721: want 1 to 720"},
		{"open with more", "POST", "/api/walls", `{"title":"","hours":1,"code":"AAAA"}`, nil, 400, `member \"/code\": want those of this request`},
		{"open with a long title", "POST", "/api/walls", `{"title":"` + strings.Repeat("나", 81) + `","hours":1}`, nil, 400, "wall: title of 81 characters: want at most 80"},
		{"open with a large body", "POST", "/api/walls", `{"title":"` + strings.Repeat(" ", 2000) + `","hours":1}`, nil, 413, "want less"},
		{"open with a form", "POST", "/api/walls", "title=x", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "want application/json"},
		{"open with text", "POST", "/api/walls", `{"title":"","hours":1}`, []string{"Content-Type", "text/plain"}, 415, "want application/json"},
		{"walls by PUT", "PUT", "/api/walls", "", nil, 405, "want GET or POST"},
		{"preflight", "OPTIONS", "/api/walls", "", nil, 405, "want GET or POST"},
		{"wall", "GET", "/api/walls/CODE", "", nil, 200, `"posts":[],"deleted":[],"last":0}`},
		{"wall after", "GET", "/api/walls/CODE?after=7", "", nil, 200, `"last":7}`},
		{"wall after nothing", "GET", "/api/walls/CODE?after=", "", nil, 200, `"last":0}`},
		{"wall after a word", "GET", "/api/walls/CODE?after=x", "", nil, 400, `after \"x\": want a number`},
		{"wall after less than nothing", "GET", "/api/walls/CODE?after=-1", "", nil, 400, "want a number"},
		{"wall by POST", "POST", "/api/walls/CODE", "", nil, 405, "want DELETE or GET"},
		{"no code", "GET", "/api/walls/AAAA", "", nil, 404, `code \"AAAA\": want 8 of 3479`},
		{"no wall", "GET", "/api/walls/QQQQ-QQQQ", "", nil, 404, "code QQQQQQQQ: want that of a wall"},
		{"post to no wall", "POST", "/api/walls/QQQQQQQQ/posts", post, nil, 404, "want that of a wall"},
		{"events of no wall", "GET", "/api/walls/QQQQQQQQ/events", "", nil, 404, "want that of a wall"},
		{"csv of no wall", "GET", "/api/walls/QQQQQQQQ/posts.csv", "", nil, 404, "want that of a wall"},
		{"post", "POST", "/api/walls/CODE/posts", post, nil, 201, `{"seq":1}`},
		{"post with a charset", "POST", "/api/walls/CODE/posts", post, []string{"Content-Type", "application/json; charset=utf-8"}, 200, `{"seq":1}`},
		{"post as text", "POST", "/api/walls/CODE/posts", post, []string{"Content-Type", "text/plain"}, 415, "want application/json"},
		{"post of nothing", "POST", "/api/walls/CODE/posts", "", []string{"Content-Type", "application/json"}, 400, "want JSON"},
		{"post that breaks off", "POST", "/api/walls/CODE/posts", post[:len(post)/2], nil, 400, "want JSON"},
		{"post and more", "POST", "/api/walls/CODE/posts", post + "{}", nil, 400, "want JSON"},
		{"post with a picture", "POST", "/api/walls/CODE/posts", strings.Replace(post, `"drift"`, `"picture":"","drift"`, 1), nil, 400, `member \"/picture\": want those of this request`},
		{"post twice the same member", "POST", "/api/walls/CODE/posts", strings.Replace(post, `"drift"`, `"drift":0,"drift"`, 1), nil, 400, "with each member once"},
		{"post of other letters", "POST", "/api/walls/CODE/posts", strings.Replace(post, "Chrome", "\xff", 1), nil, 400, "want JSON in UTF-8"},
		{"post with a value that cannot be", "POST", "/api/walls/CODE/posts", strings.Replace(post, `"cores":8`, `"cores":0`, 1), nil, 400, "wall: about.cores 0: want 1 to 1024"},
		{"large post", "POST", "/api/walls/CODE/posts", post + strings.Repeat(" ", 32<<10), nil, 413, "a body of more than 32768 bytes"},
		{"posts by GET", "GET", "/api/walls/CODE/posts", "", nil, 405, "want POST"},
		{"a post by GET", "GET", "/api/walls/CODE/posts/1", "", nil, 405, "want DELETE"},
		{"events by POST", "POST", "/api/walls/CODE/events", "", nil, 405, "want GET"},
		{"more than a post", "DELETE", "/api/walls/CODE/posts/1/2", "", o.Bearer(), 404, "want one under /api/walls"},
		{"something else of a wall", "GET", "/api/walls/CODE/key", "", nil, 404, "want one under /api/walls"},
	} {
		t.Run(test.name, func(t *testing.T) {
			have := c.do(t, test.method, strings.ReplaceAll(test.path, "CODE", o.Code), test.body, test.headers...)
			if have.Status != test.status || !strings.Contains(have.Body, test.want) {
				t.Errorf("have %d %s, want %d with %s", have.Status, have.Body, test.status, test.want)
			}
			if kind := have.Header.Get("Content-Type"); kind != "application/json" || !json.Valid([]byte(have.Body)) {
				t.Errorf("have %s of type %q, want JSON", have.Body, kind)
			}
			if cache, sniff := have.Header.Get("Cache-Control"), have.Header.Get("X-Content-Type-Options"); cache != "no-store" || sniff != "nosniff" {
				t.Errorf("have cache control %q and content type options %q, want no-store and nosniff", cache, sniff)
			}
			if have := have.Header.Get("Access-Control-Allow-Origin"); have != "" {
				t.Errorf("have Access-Control-Allow-Origin %q, want none", have)
			}
		})
	}
}

// testCodes types a code in all ways that are as good.
func testCodes(t *testing.T, c Client) {
	o := c.open(t, "codes")
	if len(o.Code) != 8 || len(o.Key) != 22 {
		t.Errorf("have code %q and key %q, want 8 and 22 letters", o.Code, o.Key)
	}
	for _, typed := range []string{strings.ToLower(o.Code), o.Code[:4] + "-" + o.Code[4:], strings.ToLower(o.Code[:4]) + "-" + o.Code[4:]} {
		if have := c.read(t, typed, 0); have.Title != "codes" {
			t.Errorf("%s: have wall %q, want codes", typed, have.Title)
		}
	}
}

// testPosts posts, again, otherwise and out of order.
func testPosts(t *testing.T, c Client) {
	o := c.open(t, "posts")
	for _, test := range []struct {
		name, body string
		status     int
		want       string
	}{
		{"first", Sweep(Device(1), "", 1, 10), 201, `{"seq":1}`},
		{"replay", Sweep(Device(1), "", 1, 10), 200, `{"seq":1}`},
		{"replay with spaces", strings.ReplaceAll(Sweep(Device(1), "", 1, 10), ",", ", "), 200, `{"seq":1}`},
		{"conflict", Sweep(Device(1), "", 1, 11), 409, "number 1 with other content than before"},
		{"another device", Sweep(Device(2), "", 1, 12), 201, `{"seq":2}`},
		{"too early", Sweep(Device(2), "", 3, 13), 409, "number 3 before number 2"},
		{"second", Sweep(Device(2), "", 2, 14), 201, `{"seq":3}`},
		{"then third", Sweep(Device(2), "", 3, 13), 201, `{"seq":4}`},
		{"too many", Sweep(Device(2), "", 51, 13), 400, "number 51: want 1 to 50"},
	} {
		have := c.do(t, "POST", "/api/walls/"+o.Code+"/posts", test.body)
		if have.Status != test.status || !strings.Contains(have.Body, test.want) {
			t.Errorf("%s: have %d %s, want %d with %s", test.name, have.Status, have.Body, test.status, test.want)
		}
	}
	have := c.read(t, o.Code, 0)
	var medians []float64
	for _, p := range have.Posts {
		medians = append(medians, p.Points[0].Median)
	}
	if want := []float64{10, 12, 14, 13}; !slices.Equal(medians, want) || have.Last != 4 {
		t.Errorf("have medians %v and last %d, want %v and 4", medians, have.Last, want)
	}
	if since := c.read(t, o.Code, 2); len(since.Posts) != 2 || since.Posts[0].Seq != 3 || since.Last != 4 {
		t.Errorf("after 2: have %v, want the posts 3 and 4", since)
	}
	if first, second := have.Posts[1].Device, have.Posts[2].Device; first != second || first == have.Posts[0].Device || first == Device(2) {
		t.Errorf("have devices %q and %q, want the same letters, not those that were posted", first, second)
	}
}

// testDeletions takes a post away, and then the wall.
func testDeletions(t *testing.T, c Client) {
	o, other := c.open(t, "deletions"), c.open(t, "others")
	for n := 1; n <= 3; n++ {
		if have := c.do(t, "POST", "/api/walls/"+o.Code+"/posts", Sweep(Device(1), "", n, 10)); have.Status != 201 {
			t.Fatalf("post %d: have %d %s, want 201", n, have.Status, have.Body)
		}
	}
	for _, test := range []struct {
		name, path string
		headers    []string
		status     int
	}{
		{"a post", "/posts/2", o.Bearer(), 204},
		{"a post again", "/posts/2", o.Bearer(), 204},
		{"no post", "/posts/7", o.Bearer(), 404},
		{"a deletion", "/posts/4", o.Bearer(), 404},
		{"a word", "/posts/x", o.Bearer(), 404},
	} {
		if have := c.do(t, "DELETE", "/api/walls/"+o.Code+test.path, "", test.headers...); have.Status != test.status {
			t.Errorf("delete %s: have %d %s, want %d", test.name, have.Status, have.Body, test.status)
		}
	}
	have := c.read(t, o.Code, 0)
	if len(have.Posts) != 2 || !slices.Equal(have.Deleted, []int64{2}) || have.Last != 4 {
		t.Errorf("have %v, want the posts 1 and 3, 2 deleted, last 4", have)
	}
	if have := c.do(t, "POST", "/api/walls/"+o.Code+"/posts", Sweep(Device(1), "", 2, 10)); have.Status != 410 {
		t.Errorf("the deleted post again: have %d %s, want 410", have.Status, have.Body)
	}
	if have := c.do(t, "POST", "/api/walls/"+o.Code+"/posts", Sweep(Device(1), "", 4, 10)); have.Status != 201 || have.Body != `{"seq":5}`+"\n" {
		t.Errorf("the next post: have %d %s, want 201 with 5", have.Status, have.Body)
	}
	if have := c.do(t, "DELETE", "/api/walls/"+o.Code, "", o.Bearer()...); have.Status != 204 {
		t.Errorf("delete the wall: have %d %s, want 204", have.Status, have.Body)
	}
	for _, request := range [][]string{
		{"GET", "", ""},
		{"GET", "/events", ""},
		{"GET", "/posts.csv", ""},
		{"POST", "/posts", Sweep(Device(3), "", 1, 10)},
		{"DELETE", "", ""},
	} {
		if have := c.do(t, request[0], "/api/walls/"+o.Code+request[1], request[2], o.Bearer()...); have.Status != 410 || !strings.Contains(have.Body, "the wall has ended") {
			t.Errorf("%s %s of a deleted wall: have %d %s, want 410", request[0], request[1], have.Status, have.Body)
		}
	}
	if have := c.read(t, other.Code, 0); have.Title != "others" {
		t.Errorf("have the title %q of another wall, want others", have.Title)
	}
}

// testEvents streams a wall, leaves, comes back, and sees it end. Polling gives the same.
func testEvents(t *testing.T, c Client) {
	o := c.open(t, "events")
	must := func(status int, method, path, body string, headers ...string) {
		t.Helper()
		if have := c.do(t, method, "/api/walls/"+o.Code+path, body, headers...); have.Status != status {
			t.Fatalf("%s %s: have %d %s, want %d", method, path, have.Status, have.Body, status)
		}
	}
	must(201, "POST", "/posts", Sweep(Device(1), "", 1, 10))
	// stream collects events behind lastID until there is one of a name and an ID.
	stream := func(lastID, name, id string, meanwhile func()) (have []string) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		begun := false
		err := c.Events(ctx, o.Code, lastID, func(e Event) bool {
			if !begun {
				begun = true
				go meanwhile()
			}
			if e.Name == "" {
				return true
			}
			var data struct{ Seq int64 }
			if err := json.Unmarshal([]byte(e.Data), &data); err != nil {
				t.Errorf("event %+v: %v", e, err)
			}
			have = append(have, fmt.Sprint(e.Name, " ", e.ID, " ", data.Seq))
			return e.Name != name || e.ID != id
		})
		if errors.Is(err, ErrNoStreams) {
			t.Skip("this server has no event streams, its clients poll")
		}
		if err != nil {
			t.Fatal(err)
		}
		return have
	}
	check := func(what string, have []string, want ...string) {
		t.Helper()
		if !slices.Equal(have, want) {
			t.Errorf("%s: have %q, want %q", what, have, want)
		}
	}
	check("from the beginning", stream("", "post", "2", func() { must(201, "POST", "/posts", Sweep(Device(1), "", 2, 10)) }), "post 1 1", "post 2 2")
	must(201, "POST", "/posts", Sweep(Device(1), "", 3, 10))
	check("again, from where it was", stream("2", "deleted", "4", func() { must(204, "DELETE", "/posts/1", "", o.Bearer()...) }), "post 3 3", "deleted 4 1")
	check("all that is left", stream("", "deleted", "4", func() {}), "post 2 2", "post 3 3", "deleted 4 1")
	polled := c.read(t, o.Code, 2)
	if len(polled.Posts) != 1 || polled.Posts[0].Seq != 3 || !slices.Equal(polled.Deleted, []int64{1}) || polled.Last != 4 {
		t.Errorf("polling after 2: have %+v, want the post 3, 1 deleted, last 4", polled)
	}
	check("to the end", stream("4", "", "", func() { must(204, "DELETE", "", "", o.Bearer()...) }), "end  0")
}

// testCSV reads the table as other programs do.
func testCSV(t *testing.T, c Client) {
	o := c.open(t, "csv")
	names := []string{`=HYPERLINK("https://example.org")`, "+1", "-1", "@SUM(A1)", "＝1+1", `a "b", c`, "민서"}
	for i, name := range names {
		if have := c.do(t, "POST", "/api/walls/"+o.Code+"/posts", Sweep(Device(i), name, 1, 10, 20.5)); have.Status != 201 {
			t.Fatalf("have %d %s, want 201", have.Status, have.Body)
		}
	}
	have := c.do(t, "GET", "/api/walls/"+o.Code+"/posts.csv", "")
	if kind, as := have.Header.Get("Content-Type"), have.Header.Get("Content-Disposition"); !strings.HasPrefix(kind, "text/csv") || !strings.HasPrefix(as, "attachment") {
		t.Errorf("have type %q and disposition %q, want text/csv as an attachment", kind, as)
	}
	text, ok := strings.CutPrefix(have.Body, "\ufeff")
	if !ok || strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Errorf("have %q, want a byte-order mark and lines that end in CR and LF", have.Body)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+2*len(names) {
		t.Fatalf("have %d rows, want %d", len(rows), 1+2*len(names))
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	for i, want := range []string{`'=HYPERLINK("https://example.org")`, "'+1", "'-1", "'@SUM(A1)", "'＝1+1", `a "b", c`, "민서"} {
		row := rows[1+2*i]
		if have := row[column("name")]; have != want {
			t.Errorf("have name %q, want %q", have, want)
		}
	}
	if row := rows[2]; row[column("seq")] != "1" || row[column("alpha")] != "0.5" || row[column("median_ms")] != "20.5" || row[column("top1_percent")] != "68.2" || row[column("accuracy")] != "published" {
		t.Errorf("have %q, want the second point of the first post", row)
	}
}
