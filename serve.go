// Serve is the server of the site in dist: one handler, run by net/http on this machine and by
// github.com/syumai/workers on Cloudflare.
//
//	go run . -addr localhost:8080 -dir dist
//
// Built for js/wasm it is a Cloudflare worker. There the platform serves the site's files itself, with the
// headers of the site's _headers file, and calls the worker for what is no file: the worker's site is empty,
// and it answers what this handler answers for an absent file.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path"
	"runtime"
	"syscall"
	"time"

	"github.com/syumai/workers"

	"mobilenet/web/files"
)

func main() {
	if runtime.GOOS == "js" {
		workers.Serve(files.New(embed.FS{}))
		return
	}
	addr := flag.String("addr", "localhost:8080", "`host:port` to listen on")
	dir := flag.String("dir", "dist", "`directory` of the built site")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "serve: unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *addr, *dir, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// serve serves the site in dir on addr until ctx is done, and prints its address to out once it listens.
func serve(ctx context.Context, addr, dir string, out io.Writer) error {
	if _, err := os.Stat(path.Join(dir, "index.html")); err != nil {
		return fmt.Errorf("no site in %s (%w): build it with \"make site\"", dir, err)
	}
	listener, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%w: stop that program, or choose another address with -addr", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(out, address(addr, listener.Addr()))

	server := &http.Server{
		Handler:           files.New(files.Directory(dir)),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      15 * time.Minute, // the largest weights over a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := server.Shutdown(late); err != nil {
		return server.Close() // a download in progress does not hold up the end
	}
	return nil
}

// address returns the address to open in a browser on this machine; on localhost browsers allow the camera
// without https.
func address(asked string, listening net.Addr) string {
	host, _, _ := net.SplitHostPort(asked)
	if host == "" || net.ParseIP(host).IsUnspecified() {
		host = "localhost"
	}
	_, port, _ := net.SplitHostPort(listening.String())
	return "http://" + net.JoinHostPort(host, port)
}
