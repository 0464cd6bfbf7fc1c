package message

import (
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"syscall/js"
	"testing"

	"mobilenet/wasm/internal/told"
)

// unread are the requests that ReadRequest does not read, answers what the engine says.
var (
	unread  = []Message{&Frame{}, &Compare{}, &Detect{}, &Bench{}}
	answers = []Message{
		&Ready{}, &Progress{}, &Failure{}, &Superseded{}, &Configured{}, &Prefetched{}, &Released{}, &Result{}, &Results{}, &BenchResult{},
		&RaceResult{}, &PartTimes{}, &PeakResult{}, &MapsResult{}, &FiltersResult{}, &Remembered{}, &Broken{},
		&DetectorLoaded{}, &DetectorDropped{}, &Detections{}, &HeadResult{}, &HeadFile{}, &LabelsResult{}, &SelfTestResult{},
	}
)

// messages are all of them.
func messages() []Message { return slices.Concat(requests(), unread, answers) }

// fill sets everything in v to something that is not zero, and numbers and texts to something of their own.
func fill(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch at := v.Addr().Interface().(type) {
	case *js.Value:
		*at = js.Global().Get("Uint8Array").New(3).Get("buffer")
		return
	case *error:
		*at = &told.Error{English: errors.New("no room"), Key: "why.memory", Values: []string{"file", fmt.Sprint(*n)}}
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(int64(*n) << 40)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(-0.25 * float64(*n))
	case reflect.String:
		v.SetString(fmt.Sprint("α", *n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	default:
		t.Fatalf("have no value for a %v", v.Type())
	}
}

// fresh returns another message of the same type.
func fresh(m Message) Message { return reflect.New(reflect.TypeOf(m).Elem()).Interface().(Message) }

// Every message is read as it was written, with all that is in it.
func TestThereAndBack(t *testing.T) {
	for _, m := range append(messages(), &Net{}) {
		full, name := fresh(m), reflect.TypeOf(m).Elem().Name()
		fill(t, reflect.ValueOf(full).Elem(), new(int))
		if have, want := Object(full).Get("kind").String(), strings.ToLower(name); have != want {
			t.Errorf("%s: have kind %q, want %q", name, have, want)
		}
		for _, want := range []Message{full, m} {
			have := fresh(m)
			if err := Read(Object(want), have); err != nil {
				t.Errorf("%s: %v", name, err)
			} else if !equal(reflect.ValueOf(have).Elem(), reflect.ValueOf(want).Elem()) {
				t.Errorf("have %#v,\nwant %#v", have, want)
			}
		}
	}
}

// equal compares values as [reflect.DeepEqual] does, but an empty list with none, and JavaScript's by identity.
func equal(a, b reflect.Value) bool {
	if a, ok := a.Interface().(js.Value); ok {
		return a.Equal(b.Interface().(js.Value))
	}
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if !equal(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		for i := range min(a.Len(), b.Len()) {
			if !equal(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return a.Len() == b.Len()
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// Every request is read by its kind.
func TestKinds(t *testing.T) {
	for _, m := range requests() {
		if have, err := ReadRequest(Object(m)); err != nil || reflect.TypeOf(have) != reflect.TypeOf(m) {
			t.Errorf("have %T and error %v, want %T", have, err, m)
		}
	}
}

// ReadRequest finds the type by the kind, and an error names what is wrong.
func TestReadRequest(t *testing.T) {
	for name, test := range map[string]struct {
		message map[string]any
		want    Message
		words   string
	}{
		"release":          {map[string]any{"kind": "release", "slot": "b", "id": 3}, &Release{Slot: B}, ""},
		"left out":         {map[string]any{"kind": "race", "inputs": 8, "isa": nil, "runs": js.Undefined()}, &Race{Inputs: 8}, ""},
		"zero":             {map[string]any{"kind": "race", "runs": 0}, &Race{Runs: new(0)}, ""},
		"typed array":      {map[string]any{"kind": "maps", "range": js.Global().Get("Float32Array").Call("of", 1, 2)}, &Maps{Range: []float64{1, 2}}, ""},
		"embedded":         {map[string]any{"kind": "break", "how": "slice", "alpha": 0.5}, &Break{How: "slice", Configure: Configure{Alpha: new(0.5)}}, ""},
		"not a number":     {map[string]any{"kind": "configure", "alpha": "0.5"}, nil, "alpha: have a string, want a number"},
		"fraction":         {map[string]any{"kind": "configure", "resolution": 160.5}, nil, "resolution 160.5: want a whole number"},
		"beyond integers":  {map[string]any{"kind": "configure", "resolution": math.Inf(1)}, nil, "resolution +Inf: want a whole number"},
		"not text":         {map[string]any{"kind": "configure", "isa": 7}, nil, "isa: have a number, want a string"},
		"not an object":    {map[string]any{"kind": "configure", "weights": true}, nil, "weights: have a boolean, want an object"},
		"not a list":       {map[string]any{"kind": "maps", "range": 6}, nil, "range: have a number, want an object"},
		"of another's":     {map[string]any{"kind": "ready"}, nil, `kind "ready"`},
		"without any kind": {map[string]any{}, nil, `kind "undefined"`},
	} {
		have, err := ReadRequest(js.ValueOf(test.message))
		switch {
		case test.words != "" && (err == nil || !strings.Contains(err.Error(), test.words)):
			t.Errorf("%s: have error %v, want one that says %q", name, err, test.words)
		case test.words == "" && (err != nil || !reflect.DeepEqual(have, test.want)):
			t.Errorf("%s: have %+v and error %v, want %+v", name, have, err, test.want)
		}
	}
}

// The table of kinds in web/engine.js names every message, and no others; so do requests and the answers above.
func TestTable(t *testing.T) {
	rows := func(path, pattern string) map[string]bool {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		listed := make(map[string]bool)
		for _, row := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(source), -1) {
			listed[row[1]], listed[row[2]] = true, true
		}
		return listed
	}
	table := rows("../../../web/engine.js", `(?m)^// {3}(\w+) +→ (\w+)`)
	known := map[string]bool{"any": true, "Boot": true, "Work": true, "Working": true} // of JavaScript alone
	for _, m := range messages() {
		name := reflect.TypeOf(m).Elem().Name()
		if known[name] = true; !table[name] {
			t.Errorf("the table in web/engine.js has no %s, want it there", name)
		}
	}
	for _, listed := range []map[string]bool{table, rows("request_js.go", `(?m)^func \(\*(\w+)\) answer\(\) \*(\w+)`)} {
		for name := range listed {
			if !known[name] {
				t.Errorf("have the message %s, want it among requests in request_js.go, or among the answers in this test", name)
			}
		}
	}
}

// The capitals at a field's start are small in JavaScript.
func TestMemberName(t *testing.T) {
	for field, want := range map[string]string{
		"Alpha": "alpha", "ID": "id", "ISAs": "isas", "TickMs": "tickMs", "SHA256": "sha256", "F32": "f32", "ImageNet": "imageNet",
	} {
		if have := memberName(field); have != want {
			t.Errorf("%s: have %s, want %s", field, have, want)
		}
	}
}

// The page reads a Result for every frame.
func BenchmarkReadResult(b *testing.B) {
	object := js.Global().Call("eval", `({
		kind: "result", id: 3, slot: "a", threads: 2, threadsNote: null, resolution: 160,
		times: {capture: 1, copy: 0.5, resize: 0.25, network: 4}, layers: new Float64Array(30), pixels: new ArrayBuffer(4),
		cam: {index: 3, rows: 5, columns: 5, values: new Float32Array(25)},
		top: Array.from({length: 5}, (_, index) => ({index, probability: 0.1})),
	})`)
	b.ReportAllocs()
	for b.Loop() {
		if err := Read(object, new(Result)); err != nil {
			b.Fatal(err)
		}
	}
}
