// Command wasm is the program in the browser. One binary plays two roles, told apart by its first argument:
// "page" is the page's logic on the main thread, "engine" runs the network in a worker.
package main

import (
	"fmt"
	"os"
)

func main() {
	role := ""
	if len(os.Args) > 1 {
		role = os.Args[1]
	}
	switch role {
	case "page":
		runPage()
	case "engine":
		runEngine()
	default:
		fmt.Fprintf(os.Stderr, "mobilenet: role %q: want page or engine\n", role)
		os.Exit(2)
	}
}
