package e2e

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"mobilenet/e2e/chromium"
)

// onionFile writes slimmable weights of random numbers into a new directory and returns it.
func onionFile(t *testing.T, flags ...string) string {
	t.Helper()
	dir, err := filepath.Abs(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("go", append(append([]string{"run", "./weights/oniontest/onionfile"}, flags...), filepath.Join(dir, "slim.safetensors"))...)
	command.Dir = ".."
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return dir
}

// TestSlimmablePage holds the page to what it does with slimmable weights that know twenty classes.
func TestSlimmablePage(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, onionFile(t, "-max", "0.5", "-classes", "20"))
	s.browser = startBrowser(t, ctx, chromium.FakeCamera("")...)
	t.Run("start", s.testSlimStart)
	t.Run("fine steps", s.testFineSteps)
	t.Run("reach", s.testReach)
	t.Run("damaged ring", s.testDamagedRing)
	t.Run("damaged first ring", s.testDamagedFirstRing)
	s.putFull(t)
	t.Run("memory", s.testSlimMemory)
	t.Run("bench", s.testBenchSlim)
}

// Without a choice of the visitor's the page runs them, says what they are and which things they know, and goes to the
// width and resolution that the device is fast enough for.
func (s *pageSite) testSlimStart(t *testing.T) {
	v := s.open(t, "")
	v.wait(`document.getElementById("weights").value === "slim" && document.querySelector("#answers .percent").textContent`, "answers of slimmable weights")
	for id, want := range map[string]string{"weights-text": "Starter weights, 20 classes", "known-about": "96 to 160 pixels"} {
		if have := v.text(id); !strings.Contains(have, want) {
			t.Errorf("#%s: have %q, want it to say %q", id, have, want)
		}
	}
	if have := v.text("known-title"); have != "The 20 things they know" {
		t.Errorf("have %q, want how many classes they know", have)
	}
	names := strings.Split(v.text("known-names"), ", ")
	if len(names) < 20 {
		t.Errorf("have the names %q, want 20", names)
	}
	for _, answer := range v.answers() {
		if !strings.Contains(v.text("known-names"), answer) || answer == "" {
			t.Errorf("have the answer %q, want one of %q", answer, names)
		}
	}
	v.wait(`Number(document.getElementById("alpha").value) > 0.25`, "a wider network than the first ring's")
	if !evaluate[bool](v, `document.getElementById("banner").hidden`) {
		t.Error("the page says that the weights are random, want it to say so only of random ones")
	}
}

// The slider of α goes in steps of 8 channels, and the page shows what each costs.
func (s *pageSite) testFineSteps(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=96")
	k := 32
	for range 3 {
		v.waitAnswered(exact(multiplyAdds(k, 96, 20)))
		v.press("alpha", kb.ArrowRight)
		k++
	}
	v.waitAnswered(exact(multiplyAdds(k, 96, 20)))
	v.wantText("alpha-value", "0.273")
	if have, want := evaluate[string](v, "location.hash"), "#alpha=0.2734375&resolution=96"; !strings.HasPrefix(have, want) {
		t.Errorf("have the hash %q, want it to begin with %q", have, want)
	}
	v.press("alpha", kb.End)
	v.press("rho", kb.ArrowRight)
	v.waitAnswered(exact(multiplyAdds(64, 128, 20)))
	v.press("rho", kb.End)
	v.waitAnswered(exact(multiplyAdds(64, 160, 20)))
	evaluate[any](v, `document.querySelector("#format input[value=int8]").click()`)
	v.wait(`document.querySelector("#format input[value=int8]").checked && parseInt(document.getElementById("latency-note").textContent) >= 3`, "answers in integers")
	v.press("alpha", kb.ArrowLeft)
	v.waitAnswered(exact(multiplyAdds(63, 160, 20)))

	v = s.open(t, "#alpha=0.273&resolution=128&weights=slim&format=int8")
	v.waitAnswered(exact(multiplyAdds(35, 128, 20)))
}

// The network runs when the first ring has come, and the slider's reach grows with the download.
func (s *pageSite) testReach(t *testing.T) {
	slow := *s
	slow.url = s.behind(t, func(w http.ResponseWriter, body []byte) {
		for len(body) > 0 {
			n := min(len(body), 64<<10)
			w.Write(body[:n])
			w.(http.Flusher).Flush()
			body = body[n:]
			time.Sleep(100 * time.Millisecond)
		}
	})
	v := slow.open(t, "#alpha=0.25&resolution=96")
	v.waitAnswered(exact(multiplyAdds(32, 96, 20)))
	first := evaluate[float64](v, `Number(document.getElementById("alpha").max)`)
	if first >= 0.5 || !strings.Contains(v.text("weights-text"), "Downloaded so far") {
		t.Errorf("the slider reaches %v and the page says %q, want less than 0.5 while weights come", first, v.text("weights-text"))
	}
	v.wait(fmt.Sprintf(`Number(document.getElementById("alpha").max) > %v`, first), "a slider that reaches further")
	v.wait(`document.getElementById("alpha").max === "0.5" && !document.getElementById("weights-text").textContent.includes("So far")`, "the whole reach")
	v.press("alpha", kb.End)
	v.waitAnswered(exact(multiplyAdds(64, 96, 20)))
}

// A ring that comes damaged is said in words; the rings before it stay.
func (s *pageSite) testDamagedRing(t *testing.T) {
	damaged := *s
	damaged.url = s.behind(t, func(w http.ResponseWriter, body []byte) {
		body[len(body)-100] ^= 1
		w.Write(body)
	})
	v := damaged.open(t, "#alpha=0.25&resolution=96")
	text := v.notice("The rest of the weights did not arrive")
	if !strings.Contains(text, "ring 33 of 33") || !strings.Contains(text, "damaged") || !strings.Contains(text, "0.492") {
		t.Errorf("have %q, want which ring is damaged and how far the slider goes", text)
	}
	v.waitAnswered(exact(multiplyAdds(32, 96, 20)))
	v.press("alpha", kb.End)
	v.waitAnswered(exact(multiplyAdds(63, 96, 20)))
}

// Without its first ring the file is of no use.
func (s *pageSite) testDamagedFirstRing(t *testing.T) {
	damaged := *s
	damaged.url = s.behind(t, func(w http.ResponseWriter, body []byte) {
		body[100_000] ^= 1
		w.Write(body)
	})
	v := damaged.open(t, "#alpha=0.25&resolution=96")
	if text := v.notice("The weights did not load"); !strings.Contains(text, "ring 1 of 33") || !strings.Contains(text, "damaged") {
		t.Errorf("have %q, want which ring is damaged", text)
	}
}

// behind returns the address of the site behind a server that sends weights in its own way.
func (s *pageSite) behind(t *testing.T, send func(w http.ResponseWriter, body []byte)) string {
	t.Helper()
	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, ".safetensors") {
			proxy.ServeHTTP(w, r)
			return
		}
		recorded := httptest.NewRecorder()
		r.Header.Del("Accept-Encoding")
		proxy.ServeHTTP(recorded, r)
		maps.Copy(w.Header(), recorded.Header())
		send(w, recorded.Body.Bytes())
	}))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// multiplyAdds counts a network's multiply-adds at α = k/128: D_K²·M·D_F² and M·N·D_F² for each block.
func multiplyAdds(k, resolution, classes int) int {
	channels := func(base int) int {
		c := max(8, (base*k/128+4)/8*8)
		if 10*128*c < 9*base*k {
			c += 8
		}
		return c
	}
	side, in := resolution/2, channels(32)
	total := side * side * 27 * in
	for i, base := range []int{64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024} {
		if i == 1 || i == 3 || i == 5 || i == 11 {
			side /= 2
		}
		out := channels(base)
		total += side * side * in * (9 + out)
		in = out
	}
	return total + in*classes
}

// exact writes a count as the page does, in groups of three digits.
func exact(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
