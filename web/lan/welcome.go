package lan

import (
	"bytes"
	_ "embed"
	"html/template"
	"net"
	"net/http"
	"slices"
	"strings"
)

//go:embed welcome.html
var welcomeText string

// welcome is a page over http that tells a student what the browser will warn of, and leads to the site over https.
type welcome struct {
	port        string   // of the site over https
	hosts       []string // of this machine; the first is linked to unless the student came by another
	fingerprint []string // of the certificate, its bytes
	template    *template.Template
}

// ServeHTTP implements http.Handler: whatever is asked for, the answer is the page, with a link to the same path.
func (page welcome) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "405: only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if host = strings.Trim(host, "[]"); !slices.Contains(page.hosts, strings.ToLower(host)) {
		host = page.hosts[0]
	}
	var text bytes.Buffer
	err := page.template.Execute(&text, struct {
		Host, Address string
		Fingerprint   []string
		KoreanFirst   bool
	}{
		host,
		"https://" + net.JoinHostPort(host, page.port) + r.URL.EscapedPath(),
		page.fingerprint,
		strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "ko"),
	})
	if err != nil {
		http.Error(w, "500: the page cannot be written", http.StatusInternalServerError)
		return
	}
	header.Set("Content-Type", "text/html; charset=utf-8")
	w.Write(text.Bytes())
}
