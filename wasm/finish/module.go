package main

import (
	"bytes"
	"fmt"
)

// header is how every WebAssembly module of version 1 begins.
var header = []byte{0, 'a', 's', 'm', 1, 0, 0, 0}

const codeSection = 10

// function is a function body of a module, as parts of the module itself.
type function struct {
	locals []byte // the declarations of local variables
	code   []byte
}

// functions returns every function body in module.
func functions(module []byte) ([]function, error) {
	if !bytes.HasPrefix(module, header) {
		return nil, fmt.Errorf("not a WebAssembly module of version 1: want it to begin with % x", header)
	}
	m := code{data: module, at: len(header)}
	var bodies []function
	seen := false
	for m.at < len(module) && m.err == nil {
		id, size := m.byte(), int(m.u32())
		start := m.at
		m.skip(size)
		if m.err != nil || id != codeSection {
			continue
		}
		if seen {
			return nil, fmt.Errorf("have two code sections, want one")
		}
		seen = true
		section := code{data: module[start:m.at]}
		for range section.count() {
			size := int(section.u32())
			start := section.at
			section.skip(size)
			if section.err != nil {
				break
			}
			body, err := split(section.data[start:section.at])
			if err != nil {
				return nil, fmt.Errorf("function %d: %w", len(bodies), err)
			}
			bodies = append(bodies, body)
		}
		if section.err != nil {
			return nil, fmt.Errorf("code section: %w", section.err)
		}
		if section.at != len(section.data) {
			return nil, fmt.Errorf("code section: have %d bytes after the last function", len(section.data)-section.at)
		}
	}
	if m.err != nil {
		return nil, m.err
	}
	return bodies, nil
}

// split takes a function body apart.
func split(body []byte) (function, error) {
	c := code{data: body}
	for range c.count() {
		c.u32()  // how many
		c.byte() // of which type
	}
	if c.err != nil {
		return function{}, fmt.Errorf("local variables: %w", c.err)
	}
	return function{body[:c.at], body[c.at:]}, nil
}
