// Package wrangler builds the site's worker and runs it in Cloudflare's own runtime on this machine, by wrangler, their tool.
package wrangler

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"mobilenet/e2e/npm"
)

// Dir is where this package lies, from the repository's root.
const Dir = "e2e/wrangler"

// Most is how many bytes a worker may have on Cloudflare's free plan, compressed by gzip.
const Most = 3_000_000

// Build builds the worker into dir, which it replaces, and returns its size compressed by gzip. It returns an error if that
// is more than Cloudflare takes. root is the repository's.
func Build(ctx context.Context, root, dir string) (compressed int, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return 0, err
	}
	linked := dir + ".wasm"
	defer os.Remove(linked)
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", linked, ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	for _, command := range []*exec.Cmd{
		build,
		exec.CommandContext(ctx, "go", "run", "github.com/syumai/workers/cmd/workers-assets-gen", "-mode", "go", "-o", dir), // removes what is in dir
		exec.CommandContext(ctx, "go", "run", "./wasm/finish", "-slim", linked, filepath.Join(dir, "app.wasm")),
	} {
		command.Dir = root
		if output, err := command.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("wrangler: %s: %w\n%s", strings.Join(command.Args, " "), err, bytes.TrimSpace(output))
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return 0, err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return 0, fmt.Errorf("wrangler: %w", err)
		}
		var b bytes.Buffer
		writer, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			return 0, err
		}
		writer.Write(content) // to memory
		writer.Close()
		compressed += b.Len()
	}
	if compressed > Most {
		return compressed, fmt.Errorf("wrangler: have a worker of %d bytes compressed, want at most %d", compressed, Most)
	}
	return compressed, nil
}

// NodeError is a reason why there is no wrangler: it needs a newer Node.js.
type NodeError struct{ Have string }

func (e NodeError) Error() string {
	return fmt.Sprintf("wrangler: have Node.js %s, want 20.3 or newer", e.Have)
}

// Install installs wrangler by npm, in the version of package-lock.json, unless it is there. root is the repository's. It
// returns an [NodeError] if it cannot run here.
func Install(ctx context.Context, root string) error {
	version, err := exec.CommandContext(ctx, "node", "--version").Output()
	if err != nil {
		return NodeError{"none"}
	}
	var major, minor int
	have := strings.TrimSpace(string(version))
	if _, err := fmt.Sscanf(have, "v%d.%d", &major, &minor); err != nil || major < 20 || major == 20 && minor < 3 {
		return NodeError{have}
	}
	return npm.Install(ctx, filepath.Join(root, Dir))
}

// Host is the worker at work.
type Host struct {
	URL string // http://127.0.0.1:port

	process *exec.Cmd
	output  *output
	ended   chan struct{}
}

// assets matches what the configuration says of the site's files.
var assets = regexp.MustCompile(`(?m)^\s*"assets":.*\n`)

// startLimit is how long the worker may take to be ready.
const startLimit = 5 * time.Minute

// Start starts a worker that [Build] built, on a port of the loopback interface, "0" for a free one, with the files of a
// built site; without files if site is "". Its database and wrangler's own files are in the directory state, and nobody on a
// network is asked. root is the repository's. The caller stops it with [Host.Close].
func Start(ctx context.Context, root, worker, site, state, port string) (*Host, error) {
	var err error
	for _, path := range []*string{&root, &worker, &state} {
		if *path, err = filepath.Abs(*path); err != nil {
			return nil, err
		}
	}
	// Beside its configuration wrangler puts files of its own.
	config, err := os.ReadFile(filepath.Join(root, "wrangler.jsonc"))
	if err != nil {
		return nil, fmt.Errorf("wrangler: %w", err)
	}
	arguments := []string{
		filepath.Join(root, Dir, "node_modules", "wrangler", "bin", "wrangler.js"), "dev", filepath.Join(worker, "worker.mjs"),
		"--config", filepath.Join(state, "wrangler.jsonc"), "--persist-to", state, "--ip", "127.0.0.1", "--port", port, "--inspector-port", "0",
	}
	if site == "" {
		config = assets.ReplaceAll(config, nil)
	} else if site, err = filepath.Abs(site); err != nil {
		return nil, err
	} else {
		arguments = append(arguments, "--assets", site)
	}
	if err := os.WriteFile(filepath.Join(state, "wrangler.jsonc"), config, 0o666); err != nil {
		return nil, fmt.Errorf("wrangler: %w", err)
	}
	h := &Host{output: newOutput(), ended: make(chan struct{}), process: exec.CommandContext(ctx, "node", arguments...)}
	h.process.Dir = state
	h.process.Env = append(os.Environ(), "CI=1", "NO_COLOR=1", "XDG_CONFIG_HOME="+state, "WRANGLER_LOG_PATH="+state,
		"WRANGLER_REGISTRY_PATH="+state, "WRANGLER_HIDE_BANNER=true", "WRANGLER_SEND_METRICS=false", "CLOUDFLARE_CF_FETCH_ENABLED=false")
	h.process.Stdout, h.process.Stderr = h.output, h.output
	h.process.Cancel = func() error { return h.process.Process.Signal(syscall.SIGTERM) } // it ends the runtime then
	if err := h.process.Start(); err != nil {
		return nil, fmt.Errorf("wrangler: %w", err)
	}
	go func() {
		h.process.Wait()
		close(h.ended)
	}()
	select {
	case h.URL = <-h.output.ready:
		return h, nil
	case <-h.ended:
	case <-time.After(startLimit):
		h.Close()
	}
	return nil, fmt.Errorf("wrangler: the worker does not start:\n%s", h.output)
}

// Close stops the worker.
func (h *Host) Close() {
	h.process.Process.Signal(syscall.SIGTERM)
	<-h.ended
}

// output is what wrangler says, until it says where the worker is.
type output struct {
	mu    sync.Mutex
	text  bytes.Buffer
	ready chan string
}

func newOutput() *output { return &output{ready: make(chan string, 1)} }

var ready = regexp.MustCompile(`Ready on (http://[^\s/]+)`)

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.Write(p)
	if match := ready.FindSubmatch(o.text.Bytes()); match != nil {
		select {
		case o.ready <- string(match[1]):
		default:
		}
	}
	return len(p), nil
}

// String returns all that was said.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
