// Package peers installs and serves the browser runtimes that the benchmark compares this project with, each behind a
// page that offers the same functions as bench.html.
package peers

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mobilenet/e2e/npm"
)

// Dir is where this package lies, from the repository's root.
const Dir = "e2e/bench/peers"

// Install gets the runtimes by npm, in the versions of package-lock.json, unless they are there.
func Install(ctx context.Context, root string) error {
	return npm.Install(ctx, filepath.Join(root, Dir))
}

// Versions names the packages with their versions.
func Versions(root string) (string, error) {
	content, err := os.ReadFile(filepath.Join(root, Dir, "package.json"))
	if err != nil {
		return "", fmt.Errorf("peers: %w", err)
	}
	var wanted struct{ DevDependencies map[string]string }
	if err := json.Unmarshal(content, &wanted); err != nil {
		return "", fmt.Errorf("peers: package.json: %w", err)
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(wanted.DevDependencies)) {
		names = append(names, name+" "+wanted.DevDependencies[name])
	}
	return strings.Join(names, ", "), nil
}

// Handler serves the runtimes' pages and packages, and the models under /models/.
func Handler(root string, models http.Handler) http.Handler {
	dir := filepath.Join(root, Dir)
	mux := http.NewServeMux()
	mux.Handle("/models/", http.StripPrefix("/models/", models))
	mux.Handle("/node_modules/", http.StripPrefix("/node_modules/", http.FileServer(http.Dir(filepath.Join(dir, "node_modules")))))
	mux.Handle("/", http.FileServer(http.Dir(filepath.Join(dir, "page"))))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Isolated, as bench.html is: a fine clock, and memory that threads share.
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
		if strings.HasSuffix(r.URL.Path, ".mjs") {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		}
		mux.ServeHTTP(w, r)
	})
}
