// Package message holds the messages between the page and the engine's worker, as both of them read and write them.
//
// A message is an object of JavaScript. Its kind is the name of its Go type in small letters; its other members are what
// the type's method members lists. What is zero is left out; what is left out, null or undefined is read as zero. Numbers
// come as an array or as a typed one.
//
// web/engine.js has the table of kinds. web/client.js numbers requests, so that their answers find back.
package message

import (
	"fmt"
	"reflect"
	"strings"
	"syscall/js"
	"unsafe"

	"mobilenet/wasm/internal/told"
)

// Message is a message, or an object in one.
type Message interface {
	// members writes or reads each field under its name in JavaScript.
	members(o *object)
}

// Request is a request to the engine that is answered by an A.
type Request[A Message] interface {
	Message
	// answer returns a new answer to read into.
	answer() A
}

// Object returns a message as JavaScript has it.
func Object(m Message) js.Value {
	object := write(m)
	object.Set("kind", kind(m))
	return object
}

// kind is what messages of a type have as their kind.
func kind(m Message) string { return strings.ToLower(reflect.TypeOf(m).Elem().Name()) }

// Read reads a message of the type of m. The error says which member is not what it should be.
func Read(from js.Value, m Message) error {
	o := object{value: from}
	m.members(&o)
	return o.err
}

// ReadAnswer reads the answer to a request.
func ReadAnswer[A Message](from js.Value, request Request[A]) (A, error) {
	answer := request.answer()
	return answer, Read(from, answer)
}

// The constructors, looked up once: every look-up is a call into JavaScript.
var (
	jsArray      = js.Global().Get("Array")
	jsObject     = js.Global().Get("Object")
	uint8Array   = js.Global().Get("Uint8Array")
	float64Array = js.Global().Get("Float64Array")
)

func write(m Message) js.Value {
	o := object{value: jsObject.New(), writes: true}
	m.members(&o)
	return o.value
}

// object is an object of JavaScript whose members are written, or read until there is an error.
type object struct {
	value  js.Value
	writes bool
	err    error
}

// has returns a member, and whether it is there and of that type.
func (o *object) has(name string, want js.Type) (js.Value, bool) {
	if o.err != nil {
		return js.Value{}, false
	}
	v := o.value.Get(name)
	have := v.Type()
	if have == js.TypeNull || have == js.TypeUndefined {
		return v, false
	}
	if have != want {
		o.err = fmt.Errorf("message: %s: have %s, want %s", name, one(have), one(want))
	}
	return v, have == want
}

// one says a type of JavaScript's in words.
func one(t js.Type) string {
	if t == js.TypeObject {
		return "an object"
	}
	return "a " + t.String()
}

func (o *object) flag(name string, at *bool) *object {
	if !o.writes {
		if v, ok := o.has(name, js.TypeBoolean); ok {
			*at = v.Bool()
		}
	} else if *at {
		o.value.Set(name, true)
	}
	return o
}

func (o *object) text(name string, at *string) *object {
	if !o.writes {
		if v, ok := o.has(name, js.TypeString); ok {
			*at = v.String()
		}
	} else if *at != "" {
		o.value.Set(name, *at)
	}
	return o
}

func (o *object) number(name string, at *float64) *object {
	if !o.writes {
		if v, ok := o.has(name, js.TypeNumber); ok {
			*at = v.Float()
		}
	} else if *at != 0 {
		o.value.Set(name, *at)
	}
	return o
}

func (o *object) whole(name string, at *int) *object {
	number := float64(*at)
	o.number(name, &number)
	if *at = int(number); float64(*at) != number {
		o.err = fmt.Errorf("message: %s %v: want a whole number", name, number)
	}
	return o
}

func (o *object) optionalNumber(name string, at **float64) *object {
	if !o.writes {
		if v, ok := o.has(name, js.TypeNumber); ok {
			*at = new(v.Float())
		}
	} else if *at != nil {
		o.value.Set(name, **at)
	}
	return o
}

func (o *object) optionalWhole(name string, at **int) *object {
	if !o.writes {
		if _, ok := o.has(name, js.TypeNumber); ok {
			*at = new(int)
			o.whole(name, *at)
		}
	} else if *at != nil {
		o.value.Set(name, **at)
	}
	return o
}

// numbers reads all at once, since layers' times come with every frame.
func (o *object) numbers(name string, at *[]float64) *object {
	if !o.writes {
		if v, ok := o.has(name, js.TypeObject); ok {
			array := float64Array.Call("from", v)
			*at = make([]float64, array.Length())
			bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(*at))), 8*len(*at))
			js.CopyBytesToGo(bytes, uint8Array.New(array.Get("buffer")))
		}
	} else {
		o.list(name, len(*at), func(i int) any { return (*at)[i] })
	}
	return o
}

func (o *object) texts(name string, at *[]string) *object {
	if !o.writes {
		if v, ok := o.has(name, js.TypeObject); ok {
			*at = make([]string, v.Length())
			for i := range *at {
				(*at)[i] = v.Index(i).String()
			}
		}
	} else {
		o.list(name, len(*at), func(i int) any { return (*at)[i] })
	}
	return o
}

// list writes a list, unless it is empty.
func (o *object) list(name string, n int, at func(i int) any) {
	if n == 0 {
		return
	}
	list := jsArray.New(n)
	for i := range n {
		list.SetIndex(i, at(i))
	}
	o.value.Set(name, list)
}

func (o *object) error(name string, at *error) *object {
	if !o.writes {
		if v, ok := o.has(name, js.TypeObject); ok {
			*at = told.From(v)
		}
	} else if *at != nil {
		o.value.Set(name, told.Object(*at))
	}
	return o
}

// given takes what only JavaScript can hold, as it is.
func (o *object) given(name string, at *js.Value) *object {
	if !o.writes {
		if v := o.value.Get(name); !v.IsNull() {
			*at = v
		}
	} else if !at.IsUndefined() {
		o.value.Set(name, *at)
	}
	return o
}

func (o *object) object(name string, at Message) *object {
	if !o.writes {
		if v, ok := o.has(name, js.TypeObject); ok {
			o.err = Read(v, at)
		}
	} else {
		o.value.Set(name, write(at))
	}
	return o
}

// objects takes a list of objects.
func objects[M any, P interface {
	*M
	Message
}](o *object, name string, at *[]M) {
	if !o.writes {
		if v, ok := o.has(name, js.TypeObject); ok {
			*at = make([]M, v.Length())
			for i := range *at {
				if o.err == nil {
					o.err = Read(v.Index(i), P(&(*at)[i]))
				}
			}
		}
	} else {
		o.list(name, len(*at), func(i int) any { return write(P(&(*at)[i])) })
	}
}
