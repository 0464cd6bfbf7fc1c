package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// pcHeader is how Go's table of functions begins: its version (internal/abi, Go120PCLnTabMagic), two zeros,
// instructions of 1 byte, pointers of 8.
var pcHeader = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// Where the runtime of Go 1.27 has what is looked at here, in bytes from the start of pcHeader and of moduledata
// (runtime/symtab.go), of _func (runtime/runtime2.go) and of inlinedCall (runtime/symtabinl.go).
const (
	headerCount   = 8  // number of functions
	headerOffsets = 32 // of the tables of names, units, files, PC data and functions, from the header
	headerSize    = 72

	moduleNames = 8      // the address of the table of names, behind that of the header
	moduleData  = 43 * 8 // the address from which function data is counted

	funcName      = 4 // where it begins in the table of names
	funcStack     = 16
	funcFile      = 20
	funcLine      = 24
	funcPCData    = 28 // number of its tables of PC data
	funcUnit      = 32
	funcStartLine = 36
	funcID        = 40
	funcData      = 43 // number of its function data
	funcSize      = 44 // behind it stand an offset for each table of PC data, and one for each function data

	wrapper = 23 // abi.FuncIDWrapper

	inlinedCallSize = 16
)

// Which of a function's PC data and function data (internal/abi/symtab.go) nothing reads but a trace, or nothing at all.
const (
	pcUnsafePoint = 0 // where a goroutine must not be preempted from outside, which nothing in a browser can
	pcInlineTree  = 2
	pcArgLive     = 3

	dataInlineTree = 3
	dataArgInfo    = 5
	dataArgLive    = 6
)

// none is the offset of function data that is not there; of a name and of PC data that is 0.
const none = 0xffffffff

// funcTable is what the runtime knows of a program's functions: parts of its memory.
type funcTable struct {
	count                     int
	names, units, files, pcs  []byte // by the offsets in a function
	index                     []byte // a function's address and its offset in index itself, 4 bytes each
	data                      []byte // function data, and what lies behind it
	keptNames, keptPCs, start []bool // what of names and pcs stays, and where function data that stays begins
}

// forgetTraces blots out of a program's memory what only a printed stack trace reads: the names of functions and
// files, the lines, which calls were inlined, and where arguments lie; and what would stop a thread at any place, which
// a browser cannot.
//
// Wrappers of methods keep their names, of which the runtime makes the message for a method that is called on nil,
// and their inlined calls, which decide whether a recover takes effect. Two stubs of package reflect keep the names
// that the garbage collector knows them by.
func forgetTraces(memory []byte) error {
	fs, err := findFuncTable(memory)
	if err != nil {
		return fmt.Errorf("table of functions: %w", err)
	}
	dropped := map[uint32]int{} // sizes of function data, by where it begins
	for i := range fs.count {
		if err := fs.forget(i, dropped); err != nil {
			return fmt.Errorf("table of functions: function %d of %d: %w", i, fs.count, err)
		}
	}
	for at, size := range dropped {
		if fs.start[at] {
			continue // the same bytes are something else as well
		}
		if slices.Contains(fs.start[at:][:size], true) {
			return fmt.Errorf("function data at %d: have other data within its %d bytes", at, size)
		}
		clear(fs.data[at:][:size])
	}
	blot(fs.names, fs.keptNames)
	blot(fs.pcs, fs.keptPCs)
	clear(fs.units)
	clear(fs.files)
	return nil
}

// findFuncTable finds the table of functions in a program's memory.
func findFuncTable(memory []byte) (*funcTable, error) {
	err := fmt.Errorf("want one that begins with % x, as Go 1.27 writes it", pcHeader)
	for at := 0; ; at++ { // a program may have the same bytes for another purpose, as this one
		next := bytes.Index(memory[at:], pcHeader)
		if next < 0 {
			return nil, err
		}
		at += next
		var fs *funcTable
		if fs, err = readFuncTable(memory, at); err == nil {
			return fs, nil
		}
	}
}

// readFuncTable reads the table of functions at an address.
func readFuncTable(memory []byte, at int) (*funcTable, error) {
	if len(memory)-at < headerSize {
		return nil, fmt.Errorf("have %d bytes of its header, want %d", len(memory)-at, headerSize)
	}
	parts := [][]byte{memory[at:]}
	for i := range 5 {
		from := binary.LittleEndian.Uint64(memory[at+headerOffsets+8*i:])
		last := len(parts) - 1
		before := uint64(len(memory) - at - len(parts[last])) // where the last part begins
		if from < before || from-before > uint64(len(parts[last])) {
			return nil, fmt.Errorf("part %d begins at %d, want it behind the last one and in memory", i, from)
		}
		parts = append(parts, parts[last][from-before:])
		parts[last] = parts[last][:from-before]
	}
	// The module's description begins with the addresses of the header and of the first table.
	pointers := binary.LittleEndian.AppendUint64(nil, uint64(at))
	pointers = binary.LittleEndian.AppendUint64(pointers, uint64(at+len(parts[0])))
	module := bytes.Index(memory, pointers)
	if module < 0 || len(memory)-module < moduleData+8 {
		return nil, errors.New("have no module that points to it")
	}
	data := binary.LittleEndian.Uint64(memory[module+moduleData:])
	if data > uint64(len(memory)) {
		return nil, fmt.Errorf("function data begins at %d, want it in memory (%d bytes)", data, len(memory))
	}
	fs := &funcTable{
		names: parts[1], units: parts[2], files: parts[3], pcs: parts[4], index: parts[5], data: memory[data:],
		keptNames: make([]bool, len(parts[1])), keptPCs: make([]bool, len(parts[4])), start: make([]bool, len(memory)-int(data)),
	}
	if n := binary.LittleEndian.Uint64(memory[at+headerCount:]); n <= uint64(len(fs.index)/8) {
		fs.count = int(n)
		return fs, nil
	}
	return nil, errors.New("have fewer functions than it says")
}

// forget makes function i forget what a trace alone reads, notes what stays, and adds the function data that does not
// to dropped.
func (fs *funcTable) forget(i int, dropped map[uint32]int) error {
	at := binary.LittleEndian.Uint32(fs.index[8*i+4:])
	if uint64(at)+funcSize > uint64(len(fs.index)) {
		return fmt.Errorf("offset %d, want it in the table (%d bytes)", at, len(fs.index))
	}
	f := fs.index[at:]
	pcTables, dataTables := int(binary.LittleEndian.Uint32(f[funcPCData:])), int(f[funcData])
	if pcTables > (len(f)-funcSize)/4-dataTables {
		return fmt.Errorf("%d tables of PC data and %d of function data, want them in the table", pcTables, dataTables)
	}
	field := func(at int) uint32 { return binary.LittleEndian.Uint32(f[at:]) }
	set := func(at int, v uint32) { binary.LittleEndian.PutUint32(f[at:], v) }
	isWrapper := f[funcID] == wrapper

	name, err := fs.name(field(funcName))
	if err != nil {
		return err
	}
	if isWrapper || string(name) == "reflect.makeFuncStub" || string(name) == "reflect.methodValueCall" {
		keep(fs.keptNames, field(funcName), len(name)+1)
	} else {
		set(funcName, 0)
	}
	for _, at := range []int{funcFile, funcLine, funcUnit, funcStartLine} {
		set(at, 0)
	}
	inlined := 0
	for k := -1; k < pcTables; k++ {
		at := funcSize + 4*k
		if k < 0 {
			at = funcStack
		}
		size, largest, err := fs.pcData(field(at))
		if err != nil {
			return fmt.Errorf("PC data %d: %w", k, err)
		}
		if k == pcInlineTree {
			inlined = largest + 1
		}
		if k == pcUnsafePoint || k == pcArgLive || k == pcInlineTree && !isWrapper {
			set(at, 0)
		} else {
			keep(fs.keptPCs, field(at), size)
		}
	}
	for k := range dataTables {
		at := funcSize + 4*(pcTables+k)
		from := field(at)
		if from == none {
			continue
		}
		if int64(from) >= int64(len(fs.data)) {
			return fmt.Errorf("function data %d at %d, want it in memory", k, from)
		}
		size := 0
		switch {
		case k == dataInlineTree && !isWrapper:
			size = inlined * inlinedCallSize
		case k == dataArgInfo:
			size = bytes.IndexByte(fs.data[from:], 0xff) + 1 // which ends it
		case k == dataArgLive:
		default:
			fs.start[from] = true
			continue
		}
		if size > len(fs.data)-int(from) {
			return fmt.Errorf("function data %d has %d bytes, want them in memory", k, size)
		}
		dropped[from] = max(dropped[from], size)
		set(at, none)
	}
	return nil
}

// name returns the name that begins at an offset.
func (fs *funcTable) name(at uint32) ([]byte, error) {
	if int64(at) < int64(len(fs.names)) {
		if name, _, found := bytes.Cut(fs.names[at:], []byte{0}); found {
			return name, nil
		}
	}
	return nil, fmt.Errorf("name at %d, want it in the table (%d bytes)", at, len(fs.names))
}

// pcData returns the size of the PC data that begins at an offset, and the largest value in it, at least -1. It is
// pairs of a difference to the last value, as an unsigned number that alternates in sign, and a number of
// instructions; a difference of 0 ends it, unless it is the first.
func (fs *funcTable) pcData(at uint32) (size, largest int, err error) {
	largest = -1
	if at == 0 {
		return 0, largest, nil
	}
	table := code{data: fs.pcs[min(int64(at), int64(len(fs.pcs))):]}
	value := -1
	for {
		first := table.at == 0
		difference := table.u32()
		if table.err != nil {
			return 0, 0, fmt.Errorf("have no end of it in the table (%d bytes)", len(fs.pcs))
		}
		if difference == 0 && !first {
			return table.at, largest, nil
		}
		value += int(difference>>1) ^ -int(difference&1)
		largest = max(largest, value)
		table.u32()
	}
}

// keep notes that size elements from at stay.
func keep(kept []bool, at uint32, size int) {
	for i := range kept[at:][:size] {
		kept[int(at)+i] = true
	}
}

// blot clears the bytes of a table that do not stay.
func blot(table []byte, kept []bool) {
	for i := range table {
		if !kept[i] {
			table[i] = 0
		}
	}
}
