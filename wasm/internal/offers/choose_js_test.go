package offers_test

import (
	"context"
	"net/url"
	"os"
	"slices"
	"syscall/js"
	"testing"

	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/internal/promise"
)

// bench.html takes the file that the page takes, of any files, at any point.
func TestChooseInJavaScript(t *testing.T) {
	code, err := os.ReadFile("../../../web/choice.js")
	if err != nil {
		t.Fatal(err)
	}
	module, err := promise.Await(context.Background(), js.Global().Call("eval", "(url) => import(url)").Invoke("data:text/javascript,"+url.PathEscape(string(code))))
	if err != nil {
		t.Fatal(err)
	}
	choose := func(files []offers.Trained, alpha float64, resolution int, integers bool) int {
		list := make([]any, len(files))
		for i, f := range files {
			entry := map[string]any{"at": i, "alpha": f.Alpha, "quantised": f.Quantised}
			if f.Resolution != 0 {
				entry["resolution"] = f.Resolution
			}
			list[i] = entry
		}
		file := module.Call("choose", list, alpha, resolution, integers)
		if file.IsUndefined() {
			return -1
		}
		return file.Get("at").Int()
	}
	var all []offers.Trained
	for _, resolution := range []int{0, 128, 192, 224} {
		all = append(all, offers.Trained{0.5, resolution, false}, offers.Trained{0.5, resolution, true})
	}
	for subset := range 1 << len(all) {
		files := []offers.Trained{{1, 160, false}}
		for i, f := range all {
			if subset>>i&1 != 0 {
				files = append(files, f)
			}
		}
		for range 2 {
			slices.Reverse(files)
			for _, resolution := range []int{128, 160, 192, 224} {
				for _, integers := range []bool{false, true} {
					have, want := choose(files, 0.5, resolution, integers), offers.Choose(files, 0.5, resolution, integers)
					if have != want {
						t.Fatalf("0.5 at %d, integers %v, of %v: have file %d, want %d", resolution, integers, files, have, want)
					}
				}
			}
		}
	}
}
