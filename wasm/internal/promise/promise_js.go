// Package promise waits for JavaScript's promises.
package promise

import (
	"context"
	"syscall/js"

	"mobilenet/wasm/internal/told"
)

// Await waits for a promise and returns what it was fulfilled with, or as an error what it was rejected with. It
// returns early, with the context's error, when ctx ends.
func Await(ctx context.Context, promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	settled := make(chan outcome, 1)
	var fulfilled, rejected js.Func
	release := func() { fulfilled.Release(); rejected.Release() }
	fulfilled = js.FuncOf(func(_ js.Value, args []js.Value) any {
		release()
		settled <- outcome{value: args[0]}
		return nil
	})
	rejected = js.FuncOf(func(_ js.Value, args []js.Value) any {
		release()
		settled <- outcome{err: told.Of(args[0], js.Global().Call("String", args[0]).String())}
		return nil
	})
	promise.Call("then", fulfilled, rejected)
	select {
	case o := <-settled:
		return o.value, o.err
	case <-ctx.Done():
		return js.Value{}, ctx.Err()
	}
}
