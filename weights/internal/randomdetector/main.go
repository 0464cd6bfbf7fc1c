// Randomdetector writes an SSD detector of random weights, as small as one gets, as a TensorFlow Lite file: for tests of what
// shows a detector, which need none that knows anything.
//
//	go run ./weights/internal/randomdetector file.tflite
package main

import (
	"fmt"
	"os"

	"mobilenet/weights/internal/tflitetest"
	"mobilenet/weights/layers"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "randomdetector: want the name of the file to write")
		os.Exit(2)
	}
	m, _ := tflitetest.Detector(layers.MinAlpha, layers.COCOClasses, false)
	if err := os.WriteFile(os.Args[1], m.Build(), 0o666); err != nil {
		fmt.Fprintln(os.Stderr, "randomdetector:", err)
		os.Exit(1)
	}
}
