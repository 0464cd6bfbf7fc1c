package lan

import (
	"bytes"
	"net"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// newClass returns a class that is met at ip.
func newClass(t *testing.T, ip string) *Class {
	t.Helper()
	c, err := New(filepath.Join(t.TempDir(), "lan.pem"), &net.TCPAddr{IP: net.ParseIP(ip), Port: 8080}, &net.TCPAddr{IP: net.ParseIP(ip), Port: 8443}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPrint(t *testing.T) {
	for ip, want := range map[string][2]string{
		"192.168.1.23": {"http://192.168.1.23:8080", "https://192.168.1.23:8443"},
		"2001:db8::2":  {"http://[2001:db8::2]:8080", "https://[2001:db8::2]:8443"},
	} {
		var out bytes.Buffer
		if err := newClass(t, ip).Print(&out); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(out.String(), "\n")
		if lines[0] != want[0] || !strings.Contains(out.String(), "\n"+want[1]+"\n") {
			t.Errorf("have %s, want %q", &out, want)
		}
		for _, line := range lines {
			line = regexp.MustCompile("\x1b[^m]*m").ReplaceAllString(line, "")
			if columns := utf8.RuneCountInString(line); columns > 80 {
				t.Errorf("have %d columns in %q, want at most 80", columns, line)
			}
		}
	}
}

func TestWelcome(t *testing.T) {
	class := newClass(t, "192.168.1.23")
	tests := []struct {
		name, method, host, path, language string
		status                             int
		want                               string // in the page
	}{
		{"in English", "GET", "192.168.1.23:8080", "/", "en-GB", 200, `<html lang="en">`},
		{"in Korean first", "GET", "192.168.1.23:8080", "/", "ko-KR,ko;q=0.9,en;q=0.8", 200, `<html lang="ko">`},
		{"link to the address that the student typed", "GET", "192.168.1.23:8080", "/", "", 200, `href="https://192.168.1.23:8443/"`},
		{"by name", "GET", "LOCALHOST:8080", "/", "", 200, `href="https://LOCALHOST:8443/"`},
		{"by IPv6", "GET", "[::1]:8080", "/", "", 200, `href="https://[::1]:8443/"`},
		{"to the same path", "GET", "192.168.1.23:8080", "/teachers.html?x", "", 200, `href="https://192.168.1.23:8443/teachers.html"`},
		{"a host of somebody else's", "GET", "example.org", "/", "", 200, `href="https://192.168.1.23:8443/"`},
		{"a path with markup", "GET", "192.168.1.23:8080", "/%22%3E%3Cscript%3E", "", 200, `href="https://192.168.1.23:8443/%22%3E%3Cscript%3E"`},
		{"the fingerprint", "GET", "192.168.1.23:8080", "/", "", 200, strings.Join(fingerprint(class.Certificate), ":<wbr>")},
		{"a post", "POST", "192.168.1.23:8080", "/", "", 405, "405"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			request := httptest.NewRequest(test.method, test.path, nil)
			request.Host = test.host
			request.Header.Set("Accept-Language", test.language)
			recorder := httptest.NewRecorder()
			class.Welcome.ServeHTTP(recorder, request)
			if have := recorder.Body.String(); recorder.Code != test.status || !strings.Contains(have, test.want) {
				t.Errorf("have %d, %s, want %d, %s", recorder.Code, have, test.status, test.want)
			}
			if policy := recorder.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") {
				t.Errorf("policy: have %q, want nothing allowed by default", policy)
			}
		})
	}
}

func TestErrorLog(t *testing.T) {
	var out bytes.Buffer
	log := ErrorLog(&out)
	log.Print("http: TLS handshake error from 192.168.1.30:5000: remote error: tls: unknown certificate")
	log.Print("http: Accept error: too many open files")
	if have := out.String(); strings.Contains(have, "192.168") || !strings.Contains(have, "too many open files") {
		t.Errorf("have %q, want the fault alone", have)
	}
}
