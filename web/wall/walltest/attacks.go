package walltest

import (
	"encoding/json"
	"strings"
	"testing"
)

// testScript posts names and titles that would be scripts if they were markup: they come back as data.
func testScript(t *testing.T, c Client) {
	const script = `<script>alert(1)</script>"'&`
	o := c.open(t, script)
	if have := c.do(t, "POST", "/api/walls/"+o.Code+"/posts", Sweep(Device(1), script, 1, 10)); have.Status != 201 {
		t.Fatalf("have %d %s, want 201", have.Status, have.Body)
	}
	for _, path := range []string{"", "/posts.csv"} {
		have := c.do(t, "GET", "/api/walls/"+o.Code+path, "")
		kind, sniff := have.Header.Get("Content-Type"), have.Header.Get("X-Content-Type-Options")
		if strings.Contains(kind, "html") || sniff != "nosniff" {
			t.Errorf("%s: have type %q, options %q, want no HTML and nosniff", path, kind, sniff)
		}
	}
	if have := c.read(t, o.Code, 0); have.Title != script || have.Posts[0].Name != script {
		t.Errorf("have title %q and name %q, want both %q", have.Title, have.Posts[0].Name, script)
	}
	for _, test := range []struct{ name, text string }{
		{"a mark that turns text around", "abc\u202ecba"},
		{"a nul", "a\x00b"},
		{"too long", strings.Repeat("x", 41)},
	} {
		if have := c.do(t, "POST", "/api/walls/"+o.Code+"/posts", Sweep(Device(2), test.text, 1, 10)); have.Status != 400 || !json.Valid([]byte(have.Body)) {
			t.Errorf("%s: have %d %s, want 400", test.name, have.Status, have.Body)
		}
	}
}

// testOrigins changes walls from pages of other origins.
func testOrigins(t *testing.T, c Client) {
	o := c.open(t, "origins")
	for _, test := range []struct {
		name    string
		headers []string
		allowed bool
	}{
		{"no browser", nil, true},
		{"same origin", []string{"Sec-Fetch-Site", "same-origin", "Origin", c.Base}, true},
		{"same origin, an old browser", []string{"Origin", c.Base}, true},
		{"another site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://example.org"}, false},
		{"another origin of this site", []string{"Sec-Fetch-Site", "same-site", "Origin", "https://other.example.org"}, false},
		{"another site, an old browser", []string{"Origin", "https://example.org"}, false},
		{"a sandboxed frame", []string{"Origin", "null"}, false},
	} {
		posted := c.do(t, "POST", "/api/walls/"+o.Code+"/posts", Sweep(Device(1), "", 1, 10), test.headers...)
		opened := c.do(t, "POST", "/api/walls", `{"title":"","hours":0}`, test.headers...) // wrong: opens none
		deleted := c.do(t, "DELETE", "/api/walls/"+o.Code+"/posts/7", "", append(o.Bearer(), test.headers...)...)
		if test.allowed && (posted.Status/100 != 2 || opened.Status != 400 || deleted.Status != 404) {
			t.Errorf("%s: have %d, %d and %d, want 2xx, 400 and 404", test.name, posted.Status, opened.Status, deleted.Status)
		}
		if !test.allowed && (posted.Status != 403 || opened.Status != 403 || deleted.Status != 403) {
			t.Errorf("%s: have %d, %d and %d, want 403", test.name, posted.Status, opened.Status, deleted.Status)
		}
	}
}

// testKeys acts as a teacher without the wall's key.
func testKeys(t *testing.T, c Client) {
	o, other := c.open(t, "keys"), c.open(t, "others")
	if have := c.do(t, "POST", "/api/walls/"+o.Code+"/posts", Sweep(Device(1), "", 1, 10)); have.Status != 201 {
		t.Fatalf("have %d %s, want 201", have.Status, have.Body)
	}
	for _, test := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"no key", nil, 401},
		{"an empty key", []string{"Authorization", "Bearer "}, 401},
		{"another scheme", []string{"Authorization", "Basic " + o.Key}, 401},
		{"the code", []string{"Authorization", "Bearer " + o.Code}, 403},
		{"another wall's key", other.Bearer(), 403},
		{"a part of the key", []string{"Authorization", "Bearer " + o.Key[:21]}, 403},
		{"the key and more", []string{"Authorization", "Bearer " + o.Key + "A"}, 403},
	} {
		for _, path := range []string{"", "/posts/1"} {
			if have := c.do(t, "DELETE", "/api/walls/"+o.Code+path, "", test.headers...); have.Status != test.status {
				t.Errorf("%s, %q: have %d %s, want %d", test.name, path, have.Status, have.Body, test.status)
			}
		}
	}
	if have := c.read(t, o.Code, 0); len(have.Posts) != 1 {
		t.Errorf("have %d posts, want 1", len(have.Posts))
	}
	if have := c.do(t, "GET", "/api/walls/"+o.Code, ""); strings.Contains(have.Body, o.Key) {
		t.Errorf("have %s, want no key in it", have.Body)
	}
}

// testPaths leaves the walls by their paths.
func testPaths(t *testing.T, c Client) {
	o := c.open(t, "paths")
	for _, path := range []string{
		"/api/walls/", "/api/walls//", "/api/wallsx", "/api/walls/" + o.Code + "/", "/api/walls//" + o.Code,
		"/api/walls/" + o.Code + "/posts/../../x", "/api/walls/" + o.Code + "%2fposts.csv", "/api/walls/%2e%2e/" + o.Code,
		"/api/walls/..%2f..%2fgo.mod", "/api/walls/../../go.mod", "/api/walls/" + o.Code + "%00", "/api/walls/" + o.Code + "/posts.csv/..",
		"/api/walls/" + o.Code + ";x", "/api/walls/%27%20OR%201=1--", "/api/walls/" + o.Code + "/events/" + o.Code,
	} {
		if have := c.do(t, "GET", path, ""); have.Status != 404 {
			t.Errorf("%s: have %d %s, want 404", path, have.Status, have.Body)
		}
	}
}

// testGuessing guesses codes until the server no longer answers, not even right ones: else the answer to a right one
// would still tell.
func testGuessing(t *testing.T, c Client) {
	const most = 1000
	o := c.open(t, "guessing")
	guess := func() Answer { return c.do(t, "GET", "/api/walls/QQQQQQQQ", "") }
	tries := 1
	for have := guess(); have.Status == 404 && tries < most; have = guess() {
		tries++
	}
	if tries == most {
		t.Fatalf("have all %d guesses answered, want an end of them", most)
	}
	for _, test := range []struct{ name, method, path, body string }{
		{"a wrong code", "GET", "/api/walls/QQQQQQQR", ""},
		{"a right code", "GET", "/api/walls/" + o.Code, ""},
		{"events", "GET", "/api/walls/" + o.Code + "/events", ""},
		{"csv", "GET", "/api/walls/" + o.Code + "/posts.csv", ""},
		{"a post", "POST", "/api/walls/" + o.Code + "/posts", Sweep(Device(1), "", 1, 10)},
		{"a deletion", "DELETE", "/api/walls/" + o.Code, ""},
	} {
		have := c.do(t, test.method, test.path, test.body, o.Bearer()...)
		if have.Status != 429 || have.Header.Get("Retry-After") == "" {
			t.Errorf("%s after %d guesses: have %d %s, retry after %q, want 429 and when", test.name, tries, have.Status, have.Body, have.Header.Get("Retry-After"))
		}
	}
	if have := c.do(t, "GET", "/api/walls", ""); have.Status != 200 {
		t.Errorf("whether there are walls: have %d, want 200", have.Status)
	}
}
