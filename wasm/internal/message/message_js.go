// Package message holds the messages between the page and the engine's worker, as both of them read and write them.
//
// A message is an object of JavaScript. Its kind is the name of its Go type in small letters; its other members are the
// type's fields, those of embedded structs among them, each under its name with the capitals at its start made small. What
// is zero is left out; what is left out, null or undefined is read as zero. Numbers come as an array or as a typed one.
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

// Message is a message: a pointer to a struct of this package.
type Message any

// Request is a request to the engine that is answered by an A.
type Request[A Message] interface {
	// answer returns a new answer to read into.
	answer() A
}

// Object returns a message as JavaScript has it.
func Object(m Message) js.Value {
	object := write(reflect.ValueOf(m).Elem())
	object.Set("kind", kind(m))
	return object
}

// kind is what messages of a type have as their kind.
func kind(m Message) string { return strings.ToLower(reflect.TypeOf(m).Elem().Name()) }

// Read reads a message of the type of m. The error says which member is not what it should be.
func Read(from js.Value, m Message) error { return read(from, reflect.ValueOf(m).Elem()) }

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
	float32Array = js.Global().Get("Float32Array")
	float64Array = js.Global().Get("Float64Array")
)

// names are the members' names of the types that were read or written, in the order of the fields, since results come with
// every frame; an embedded struct has none.
var names = make(map[reflect.Type][]string)

// memberName is a field's name in JavaScript.
func memberName(field string) string {
	rest := strings.TrimLeft(field, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	return strings.ToLower(field[:len(field)-len(rest)]) + rest
}

// walk goes through the members of a struct until there is an error.
func walk(of reflect.Value, member func(name string, field reflect.Value) error) error {
	t := of.Type()
	if _, ok := names[t]; !ok {
		names[t] = make([]string, t.NumField())
		for i := range names[t] {
			if f := t.Field(i); !f.Anonymous {
				names[t][i] = memberName(f.Name)
			}
		}
	}
	for i, name := range names[t] {
		var err error
		if field := of.Field(i); name == "" {
			err = walk(field, member)
		} else {
			err = member(name, field)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// write returns a struct as JavaScript has it.
func write(from reflect.Value) js.Value {
	object := jsObject.New()
	walk(from, func(name string, field reflect.Value) error {
		if !field.IsZero() {
			object.Set(name, value(field))
		}
		return nil
	})
	return object
}

// value returns a field's value as JavaScript has it.
func value(field reflect.Value) any {
	switch v := field.Interface().(type) {
	case js.Value:
		return v
	case error:
		return told.Object(v)
	case []float32: // all at once, since a head has many
		array := float32Array.New(len(v))
		js.CopyBytesToJS(uint8Array.New(array.Get("buffer")), unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(v))), 4*len(v)))
		return array
	}
	switch field.Kind() {
	case reflect.Struct:
		return write(field)
	case reflect.Pointer:
		return value(field.Elem())
	case reflect.Slice:
		list := jsArray.New(field.Len())
		for i := range field.Len() {
			list.SetIndex(i, value(field.Index(i)))
		}
		return list
	}
	return field.Interface()
}

// read reads an object into a struct.
func read(object js.Value, into reflect.Value) error {
	return walk(into, func(name string, field reflect.Value) error { return readMember(object.Get(name), name, field) })
}

// readMember reads a member's value into its field.
func readMember(v js.Value, name string, field reflect.Value) error {
	have, want := v.Type(), js.TypeObject
	if have == js.TypeUndefined || have == js.TypeNull {
		return nil
	}
	at := field.Addr().Interface()
	switch at.(type) {
	case *bool:
		want = js.TypeBoolean
	case *int, *float64, **int, **float64:
		want = js.TypeNumber
	case *string:
		want = js.TypeString
	}
	if have != want {
		return fmt.Errorf("message: %s: have %s, want %s", name, one(have), one(want))
	}
	switch at := at.(type) {
	case *js.Value:
		*at = v
	case *error:
		*at = told.From(v)
	case *bool:
		*at = v.Bool()
	case *string:
		*at = v.String()
	case *float64:
		*at = v.Float()
	case **float64:
		*at = new(v.Float())
	case **int:
		*at = new(int)
		return readMember(v, name, field.Elem())
	case *int:
		if *at = int(v.Float()); float64(*at) != v.Float() {
			return fmt.Errorf("message: %s %v: want a whole number", name, v.Float())
		}
	case *[]float64: // all at once, since layers' times come with every frame
		*at = numbers[float64](float64Array, v)
	case *[]float32:
		*at = numbers[float32](float32Array, v)
	default:
		if field.Kind() == reflect.Struct {
			return read(v, field)
		}
		n := v.Length()
		field.Grow(n)
		field.SetLen(n)
		for i := range n {
			if err := readMember(v.Index(i), name, field.Index(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// numbers copies numbers, by a typed array of JavaScript's for their Go type.
func numbers[T float32 | float64](typed, from js.Value) []T {
	array := typed.New(from)
	list := make([]T, array.Length())
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(list))), len(list)*int(unsafe.Sizeof(T(0))))
	js.CopyBytesToGo(bytes, uint8Array.New(array.Get("buffer")))
	return list
}

// one says a type of JavaScript's in words.
func one(t js.Type) string {
	if t == js.TypeObject {
		return "an object"
	}
	return "a " + t.String()
}
