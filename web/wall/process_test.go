package wall_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mobilenet/web/wall"
	"mobilenet/web/wall/database"
	"mobilenet/web/wall/walltest"
)

// serveFile, set in the environment, makes the test's program a server of the walls in a file; serveAddress is where.
const (
	serveFile    = "WALLTEST_FILE"
	serveAddress = "WALLTEST_ADDRESS"
)

func TestMain(m *testing.M) {
	if file := os.Getenv(serveFile); file != "" {
		fmt.Fprintln(os.Stderr, serve(file, os.Getenv(serveAddress)))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// serve serves the walls in a file, as serve.go does, and prints the address.
func serve(file, address string) error {
	db, err := database.Open(file)
	if err != nil {
		return err
	}
	w, err := wall.New(context.Background(), db)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	server := http.Server{Handler: w, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 15 * time.Minute}
	return server.Serve(listener)
}

// process is a server in a process of its own.
type process struct {
	*exec.Cmd
	address string
}

// start starts a server of the walls in a file. It ends with the test, if nobody kills it before.
func start(t *testing.T, file, address string) process {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), serveFile+"="+file, serveAddress+"="+address)
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { command.Process.Kill(); command.Wait() })
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("have %q, %v, want the server's address", line, err)
	}
	return process{command, strings.TrimSpace(line)}
}

// TestKilled has a class post at once while its server is killed and started again, three times.
func TestKilled(t *testing.T) {
	file := filepath.Join(t.TempDir(), "walls.sqlite")
	server := start(t, file, "localhost:0")
	client := walltest.Client{Base: "http://" + server.address, HTTP: &http.Client{}}
	walltest.Killed(t, client, 10, 3, 100, func() {
		if err := server.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		server.Wait()
	}, func() { server = start(t, file, server.address) })
}
