package chromium

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) { Main(m.Run) }

// program writes a program that does nothing to dir.
func program(t *testing.T, dir, name string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	t.Setenv(Env, "")
	check := func(name, want string) {
		t.Helper()
		if have, err := Find(); err != nil || have != want {
			t.Errorf("%s: have %q, %v, want %q", name, have, err, want)
		}
	}
	chrome := program(t, dir, "google-chrome")
	check("Chrome only", chrome)
	check("Chromium too", program(t, dir, "chromium"))
	t.Setenv(Env, "google-chrome")
	check("by name", chrome)
	t.Setenv(Env, chrome)
	check("by path", chrome)

	t.Setenv(Env, filepath.Join(dir, "absent"))
	if have, err := Find(); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "absent does not run") {
		t.Errorf("absent: have %q, %v, want %v", have, err, ErrMissing)
	}
}

func TestFindNothing(t *testing.T) {
	for _, name := range names {
		if _, err := os.Stat(name); filepath.IsAbs(name) && err == nil {
			t.Skipf("%s is there whatever PATH is", name)
		}
	}
	t.Setenv("PATH", t.TempDir())
	t.Setenv(Env, "")
	if have, err := Find(); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "apt-get install chromium") {
		t.Errorf("have %q, %v, want how to install it", have, err)
	}
}

func TestStart(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte("<!doctype html><title>a page</title>"))
	}))
	defer server.Close()
	tab, cancel, err := Start(t.Context(), FakeCamera("")...)
	if err != nil {
		t.Fatal(err)
	}
	defer cancel()
	if err := chromedp.Do(tab, chromedp.Navigate(server.URL)); err != nil {
		t.Fatal(err)
	}
	title, err := chromedp.Run(tab, chromedp.Title())
	if err != nil || title != "a page" {
		t.Errorf("title: have %q, %v, want \"a page\"", title, err)
	}
	const camera = `navigator.mediaDevices.getUserMedia({video: true}).then((s) => s.getVideoTracks()[0].readyState)`
	state, err := chromedp.Run(tab, chromedp.Evaluate[string](camera, chromedp.EvalAwaitPromise))
	if err != nil || state != "live" {
		t.Errorf("camera: have %q, %v, want \"live\"", state, err)
	}
}

func TestStartFails(t *testing.T) {
	path := program(t, t.TempDir(), "chromium")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho no display\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv(Env, path)
	_, _, err := Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "start "+path) || !strings.Contains(err.Error(), "no display") {
		t.Errorf("have %v, want what was started and what it said", err)
	}
}

// A folder's names come as they are written, where no locale is set too.
func TestFileNames(t *testing.T) {
	for _, name := range []string{"LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE"} {
		t.Setenv(name, "")
	}
	const want = "레몬/é.txt"
	dir := filepath.Join(t.TempDir(), "레몬")
	if err := errors.Join(os.Mkdir(dir, 0o777), os.WriteFile(filepath.Join(dir, "é.txt"), nil, 0o666)); err != nil {
		t.Fatal(err)
	}
	tab, cancel, err := Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer cancel()
	err = chromedp.Do(tab, chromedp.Navigate(`data:text/html,<input type="file" id="folder" webkitdirectory>`),
		chromedp.SetUploadFiles(chromedp.ID("folder"), []string{dir}))
	if err != nil {
		t.Fatal(err)
	}
	const found = `new Promise((resolve) => {
		const input = document.getElementById("folder"), tell = () => resolve(input.files[0]?.webkitRelativePath);
		if (input.files.length > 0) tell();
		input.onchange = tell;
		setTimeout(resolve, 5000, "none");
	})`
	have, err := chromedp.Run(tab, chromedp.Evaluate[string](found, chromedp.EvalAwaitPromise))
	if err != nil || have != want {
		t.Errorf("have the file %q, %v, want %q", have, err, want)
	}
}
