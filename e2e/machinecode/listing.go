package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// instruction is one of a processor's, as V8 prints it.
type instruction struct {
	offset int
	text   string
	target int // where a branch goes to, -1 if it is none
}

// loop is a sequence of instructions.
type loop []instruction

var (
	index = regexp.MustCompile(`^index: (\d+)$`)
	line  = regexp.MustCompile(`^0x([0-9a-f]+) +([0-9a-f]+)  +[0-9a-f]+ +(.+)$`)
	jump  = regexp.MustCompile(`^(?:b|b\.\w+|cbn?z|tbn?z|j\w+) .*0x([0-9a-f]+)(?:\)|  <)`)
)

// listing reads the code of all functions that V8 has printed.
func listing(output string) map[int]loop {
	code, at := make(map[int]loop), -1
	for text := range strings.Lines(output) {
		text = strings.TrimRight(text, "\n")
		if found := index.FindStringSubmatch(text); found != nil {
			at, _ = strconv.Atoi(found[1])
			continue
		}
		found := line.FindStringSubmatch(text)
		if found == nil {
			continue
		}
		address, _ := strconv.ParseInt(found[1], 16, 64)
		offset, _ := strconv.ParseInt(found[2], 16, 64)
		in := instruction{int(offset), strings.TrimPrefix(found[3], "REX.W "), -1}
		if to := jump.FindStringSubmatch(in.text); to != nil {
			target, _ := strconv.ParseInt(to[1], 16, 64)
			in.target = int(target - (address - offset))
		}
		if in.text != "nop" {
			code[at] = append(code[at], in)
		}
	}
	return code
}

// busiest returns the innermost loop that multiplies most.
func busiest(code loop) loop {
	var best loop
	for last, in := range code {
		first := slices.IndexFunc(code, func(to instruction) bool { return to.offset >= in.target })
		if in.target < 0 || first < 0 || first > last {
			continue
		}
		body := code[first : last+1]
		inner := slices.ContainsFunc(body[:len(body)-1], func(other instruction) bool {
			return other.target >= body[0].offset && other.target <= other.offset
		})
		// What is seldom needed lies behind the function's end and jumps back from there.
		outside := slices.ContainsFunc(body, func(in instruction) bool { return strings.HasPrefix(in.text, "ret") })
		if !inner && !outside && body.products() > best.products() {
			best = body
		}
	}
	return best
}

// products returns the multiply-adds of one turn: of integers, or of floats where there are no others. Loops of integers
// multiply floats only to bring sums back.
func (l loop) products() int {
	integers, floats := 0, 0
	bytes := slices.ContainsFunc(l, func(in instruction) bool { return strings.HasPrefix(in.text, "vpmaddubsw") })
	for _, in := range l {
		name, operands, _ := strings.Cut(in.text, " ")
		destination, _, _ := strings.Cut(strings.TrimSpace(operands), ",")
		switch long := strings.HasPrefix(name, "smull") || strings.HasPrefix(name, "smlal"); {
		case name == "sdot", name == "vpdpbusd", name == "vpmaddubsw":
			integers += 16
		case name == "vpmaddwd" && !bytes: // which adds pairs up otherwise
			integers += 8
		case long && strings.HasSuffix(destination, ".8h"):
			integers += 8
		case long && strings.HasSuffix(destination, ".4s"):
			integers += 4
		case name == "fmla", name == "fmul" && strings.HasSuffix(destination, ".4s"),
			strings.HasPrefix(name, "vfmadd") && strings.HasSuffix(name, "ps"), name == "vmulps":
			floats += 4
		}
	}
	if integers > 0 {
		return integers
	}
	return floats
}

// vectorLoad and stack are how instructions read that load a vector, and those that use the stack.
var (
	vectorLoad = regexp.MustCompile(`^(?:ldr|ldp) q|^ld1|^v\w+ xmm\d+,.*\[r(?:[abcd]x|[sd]i|\d+)`)
	stack      = regexp.MustCompile(`\[(?:sp|fp|rsp|rbp)[^\]]*\]`)
)

// loads returns how many instructions load vectors.
func (l loop) loads() int { return l.count(vectorLoad) }

// spills returns how many instructions use the stack, on which lies what has found no register.
func (l loop) spills() int { return l.count(stack) }

func (l loop) count(what *regexp.Regexp) int {
	n := 0
	for _, in := range l {
		if what.MatchString(in.text) {
			n++
		}
	}
	return n
}

// String returns the instructions, a line each.
func (l loop) String() string {
	var b strings.Builder
	for _, in := range l {
		b.WriteString("\t" + in.text + "\n")
	}
	return b.String()
}
