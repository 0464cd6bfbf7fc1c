package main

import (
	"bytes"
	"syscall/js"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/message"
)

// readHead reads a head's file.
func readHead(m *message.ReadHead) (*message.HeadResult, error) {
	h, by, err := head.Read(bytes.NewReader(bytesOf(m.File)))
	if err != nil {
		return nil, err
	}
	result := &message.HeadResult{Head: message.HeadOf(h)}
	if by == nil {
		return result, nil
	}
	c := message.Collection{Task: by.Task, Views: len(by.Pictures[0].Features)}
	var files []byte
	for _, p := range by.Pictures {
		c.Pictures, c.Lengths = append(c.Pictures, p.About), append(c.Lengths, len(p.File))
		for _, view := range p.Features {
			c.Features = append(c.Features, view...)
		}
		files = append(files, p.File...)
	}
	c.Files = bufferOf(files)
	result.Collection = c
	return result, nil
}

// writeHead writes a head's file.
func writeHead(m *message.WriteHead) (*message.HeadFile, error) {
	h, err := m.Head.Value()
	if err != nil {
		return nil, err
	}
	var by *head.Collection
	if len(m.Pictures) > 0 {
		by = collection(&m.Collection, h.Features())
	}
	var file bytes.Buffer
	if err := head.Write(&file, h, by); err != nil {
		return nil, err
	}
	return &message.HeadFile{Content: bufferOf(file.Bytes())}, nil
}

// collection returns what a message carries, for a head that reads so many features.
func collection(m *message.Collection, features int) *head.Collection {
	c, files, rest := &head.Collection{Task: m.Task}, bytesOf(m.Files), m.Features
	for i, about := range m.Pictures {
		p := head.Picture{About: about, File: files[:m.Lengths[i]]}
		files = files[m.Lengths[i]:]
		for range m.Views {
			p.Features, rest = append(p.Features, rest[:features]), rest[features:]
		}
		c.Pictures = append(c.Pictures, p)
	}
	return c
}

// bufferOf returns an ArrayBuffer that holds data.
func bufferOf(data []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(array, data)
	return array.Get("buffer")
}
