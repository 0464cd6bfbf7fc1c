package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"mobilenet/e2e/benchpage"
	"mobilenet/e2e/firefox"
)

// told is what came of a script in a page: its value, or the message of its error.
type told struct {
	Value json.RawMessage
	Error string
}

// serveTelling serves a page with the picture img that runs a script and tells what comes of it.
func serveTelling(t *testing.T, script string) (address string, heard <-chan told) {
	t.Helper()
	tell := make(chan told, 1)
	pages := http.NewServeMux()
	pages.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><img id="img" src="picture"><script type="module">
			const outcome = await (async () => { %s })().then((value) => ({value}), (error) => ({error: String(error?.message ?? error)}));
			fetch("told", {method: "POST", body: JSON.stringify(outcome)});
		</script>`, script)
	})
	pages.HandleFunc("/picture", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "../web/samples/strawberry.jpg") })
	pages.HandleFunc("/told", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var outcome told
		if err == nil {
			err = json.Unmarshal(body, &outcome)
		}
		if err != nil {
			outcome.Error = fmt.Sprintf("%v: %s", err, body)
		}
		tell <- outcome
	})
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return server.URL + "/", tell
}

// A page of another origin uses the library in Firefox too, with Chromium's answers.
func TestLibraryFirefox(t *testing.T) {
	if _, err := firefox.Find(); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := serveLibrary(t, ctx)
	s.browser = startBrowser(t, ctx)
	script := fmt.Sprintf(`
		const {load} = await import("%smobilenet.js"), models = await Promise.all([load({alpha: 0.25}), load({alpha: 0.5, precision: "int8"})]);
		await img.decode();
		const canvas = Object.assign(document.createElement("canvas"), {width: img.naturalWidth, height: img.naturalHeight});
		canvas.getContext("2d").drawImage(img, 0, 0);
		const blob = await (await fetch("picture")).blob(), answers = [], refused = [];
		for (const model of models) for (const picture of [img, canvas, blob]) answers.push((await model.classify(picture))[0]);
		const embedding = models[0].infer(img, true), values = await embedding;
		const stranger = Object.assign(new Image(), {src: "%sfixtures/strawberry.jpg"});
		await stranger.decode();
		for (const attempt of [() => models[0].classify(stranger), () => load({alpha: 0.3})]) await attempt().catch((error) => refused.push(error.message));
		models.forEach((model) => model.dispose());
		await models[0].classify(img).catch((error) => refused.push(error.message));
		return {answers, refused, shape: embedding.shape, length: values.length};`, s.url, s.url)
	s.add(t, "strawberry.jpg", readFile(t, "../web/samples/strawberry.jpg"))
	address, heard := serveTelling(t, script)
	stop, err := firefox.Open(ctx, t.TempDir(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	var outcome told
	select {
	case outcome = <-heard:
	case <-ctx.Done():
		t.Fatal(ctx.Err())
	}
	if outcome.Error != "" {
		t.Fatalf("have the error %q, want none", outcome.Error)
	}
	var have struct {
		Answers []classification
		Refused []string
		Shape   []int
		Length  int
	}
	if err := json.Unmarshal(outcome.Value, &have); err != nil {
		t.Fatal(err)
	}
	want := call[[]classification](t, s.visit(t), `await (async () => {
		const models = await Promise.all([mobilenet.load({alpha: 0.25}), mobilenet.load({alpha: 0.5, precision: "int8"})]);
		return Promise.all(models.map(async (model) => (await model.classify(img))[0]));
	})()`)
	if len(have.Answers) != 6 {
		t.Fatalf("have %+v, want six answers", have.Answers)
	}
	for i, h := range have.Answers {
		// Browsers decode a JPEG a little differently.
		if w := want[i/3]; h.ClassName != w.ClassName || abs(h.Probability-w.Probability) > 0.05 {
			t.Errorf("answer %d: have %+v, want about Chromium's %+v", i, h, w)
		}
	}
	if fmt.Sprint(have.Shape) != "[1 256]" || have.Length != 256 {
		t.Errorf("have the shape %v and %d values, want [1 256] and 256", have.Shape, have.Length)
	}
	if len(have.Refused) != 3 {
		t.Fatalf("have refused %q, want three errors", have.Refused)
	}
	for i, words := range [][]string{{"another address", "crossorigin"}, {"alpha 0.3", "0.75"}, {"disposed"}} {
		wantWords(t, benchpage.Rejected(have.Refused[i]), words...)
	}
}
