package main

import (
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	const events = `go: downloading example.org v1.0.0
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:7: needs a camera: there is none\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- SKIP: TestA (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:9: fine\n"}
{"Action":"pass","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Output":"-test.shuffle 7\n"}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}
{"Action":"output","Package":"q","Test":"TestC/x","Output":"    c_test.go:3: have 1, want 2\n"}
{"Action":"fail","Package":"q","Test":"TestC/x"}
{"Action":"output","Package":"q","Test":"TestD","Output":"panic: cut off\n"}
{"Action":"output","Package":"q","Output":"FAIL\tq\t0.2s\n"}
{"Action":"fail","Package":"q"}
{"ImportPath":"r","Action":"build-output","Output":"r.go:1: syntax error\n"}
`
	const want = `go: downloading example.org v1.0.0
ok  	p	0.1s
    skipped TestA: needs a camera: there is none
    c_test.go:3: have 1, want 2
FAIL	q	0.2s
panic: cut off
r.go:1: syntax error
`
	var have strings.Builder
	if err := report(&have, strings.NewReader(events)); err != nil {
		t.Fatal(err)
	}
	if have.String() != want {
		t.Errorf("have\n%swant\n%s", have.String(), want)
	}
}
