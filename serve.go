//go:build !js

// Serve is the server of the site in dist: one handler (web/host), run by net/http on this machine and by
// github.com/syumai/workers on Cloudflare (worker_js.go).
//
//	go run . -addr localhost:8080 -dir dist
//	go run . -addr :8080 -lan :8443
//
// With -lan it serves a class: the site over https, which browsers want before they give a camera, with a certificate of
// its own, and over http a page that says so.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"mobilenet/web/files"
	"mobilenet/web/host"
	"mobilenet/web/lan"
	"mobilenet/web/requestlog"
	"mobilenet/web/wall"
	"mobilenet/web/wall/database"
)

func main() {
	var o options
	flag.StringVar(&o.addr, "addr", "localhost:8080", "`host:port` to listen on")
	flag.StringVar(&o.lan, "lan", "", "`host:port` to serve a class on, over https; -addr then has a page that leads there")
	flag.StringVar(&o.dir, "dir", "dist", "`directory` of the built site")
	flag.StringVar(&o.state, "state", "state", "`directory` of what the server keeps: the class walls, and its certificate")
	flag.BoolVar(&o.log, "log", false, "write a line for each request to the standard error, without addresses and codes")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "serve: unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, o, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// options say what to serve where.
type options struct {
	addr, lan  string // to listen on; no lan means no class
	dir, state string
	log        bool
}

// serve serves the site until ctx is done. It prints to out where, once it listens; the log of requests, if there shall
// be one, goes to requests.
func serve(ctx context.Context, o options, out, requests io.Writer) error {
	if _, err := os.Stat(filepath.Join(o.dir, "index.html")); err != nil {
		return fmt.Errorf("no site in %s (%w): build it with \"make site\"", o.dir, err)
	}
	walls, closeStore, err := openWalls(ctx, filepath.Join(o.state, "walls.sqlite"))
	if err != nil {
		return err
	}
	defer closeStore()
	context.AfterFunc(ctx, walls.Close) // or its event streams would hold up the end

	site := host.New(files.Directory(o.dir), func() (*wall.Wall, error) { return walls, nil })
	if o.log {
		site = requestlog.New(site, requests)
	}
	listener, err := listen(o.addr, "-addr")
	if err != nil {
		return err
	}
	defer listener.Close()
	if o.lan == "" {
		fmt.Fprintln(out, address(o.addr, listener.Addr()))
		return run(ctx, server{site, listener, nil})
	}

	secure, err := listen(o.lan, "-lan")
	if err != nil {
		return err
	}
	defer secure.Close()
	class, err := lan.New(filepath.Join(o.state, "lan.pem"), listener.Addr(), secure.Addr(), time.Now())
	if err != nil {
		return err
	}
	if err := class.Print(out); err != nil {
		return err
	}
	return run(ctx, server{class.Welcome, listener, nil}, server{site, secure, &tls.Config{Certificates: []tls.Certificate{class.Certificate}}})
}

// openWalls opens the walls in a file, and has them end when their time comes until ctx is done or they are closed.
func openWalls(ctx context.Context, file string) (walls *wall.Wall, closeStore func(), err error) {
	err = os.MkdirAll(filepath.Dir(file), 0o777)
	var empty *os.File
	if err == nil {
		empty, err = os.OpenFile(file, os.O_CREATE, 0o600) // for its owner only: there may be names in it
	}
	if err != nil {
		return nil, nil, fmt.Errorf("the walls: %w: choose another directory with -state", err)
	}
	empty.Close()
	db, err := database.Open(file)
	if err != nil {
		return nil, nil, fmt.Errorf("the walls in %s: %w: choose another directory with -state", file, err)
	}
	walls, err = wall.New(ctx, db)
	if err != nil {
		db.Close()
		return nil, nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	expiring := make(chan struct{})
	go func() {
		defer close(expiring)
		for tick := time.NewTicker(time.Minute); ; {
			err := walls.Expire(ctx)
			if err == nil {
				err = database.Forget(ctx, db)
			}
			if err != nil && ctx.Err() == nil {
				log.Printf("serve: ending walls: %v", err)
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				tick.Stop()
				return
			}
		}
	}()
	return walls, func() {
		stop()
		<-expiring
		db.Close()
	}, nil
}

// listen listens on an address, which a flag gave.
func listen(addr, flag string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%w: stop that program, or choose another address with %s", err, flag)
	}
	return listener, err
}

// A server answers on a listener, over TLS if there is a configuration for it.
type server struct {
	handler  http.Handler
	listener net.Listener
	secure   *tls.Config
}

// run serves until ctx is done or a server fails, and ends all of them then.
func run(ctx context.Context, servers ...server) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, len(servers))
	for _, s := range servers {
		go func() { served <- s.run(ctx); stop() }()
	}
	var all error
	for range servers {
		all = errors.Join(all, <-served)
	}
	return all
}

// run serves until ctx is done.
func (s server) run(ctx context.Context) error {
	server := &http.Server{
		Handler:           s.handler,
		TLSConfig:         s.secure,
		ErrorLog:          lan.ErrorLog(os.Stderr),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      15 * time.Minute, // the largest weights over a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	served := make(chan error, 1)
	go func() {
		if s.secure != nil {
			served <- server.ServeTLS(s.listener, "", "")
		} else {
			served <- server.Serve(s.listener)
		}
	}()
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
