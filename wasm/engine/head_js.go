package main

import (
	"bytes"
	"syscall/js"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/message"
)

// readHead reads a head's file.
func readHead(m *message.ReadHead) (*message.HeadResult, error) {
	array := js.Global().Get("Uint8Array").New(m.File)
	data := make([]byte, array.Length())
	js.CopyBytesToGo(data, array)
	h, err := head.Read(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return &message.HeadResult{Head: message.HeadOf(h)}, nil
}

// writeHead writes a head's file.
func writeHead(m *message.WriteHead) (*message.HeadFile, error) {
	h, err := m.Value()
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := head.Write(&file, h); err != nil {
		return nil, err
	}
	array := js.Global().Get("Uint8Array").New(file.Len())
	js.CopyBytesToJS(array, file.Bytes())
	return &message.HeadFile{Content: array.Get("buffer")}, nil
}
