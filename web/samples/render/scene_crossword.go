package main

import (
	"math"
	"strconv"
	"strings"
)

// The puzzle: capitals are pencilled in already, # is a black square.
const puzzle = `
ANGLE#Paper
P#O#L#U#e#a
PYRAMID#Add
L#I#d#D#d#i
EeL#VOLCANO
##L#i#E#r##
gLAsses#two
h#r#i#y#i#c
OAR#TREaCLE
s#o#o#g#l#a
tower#green`

// crossword is a half-solved puzzle in a newspaper, the pencil still on it.
func crossword() *scene {
	printed, pencilled := rgb(0x1e1d20), rgb(0x42506e)
	rows := strings.Fields(puzzle)
	n := len(rows)
	numbers := numbering(rows)
	var written [128]lettering // by character: capitals are letters, all else is blank
	for c := 'A'; c <= 'Z'; c++ {
		written[c] = letters(string(c))
	}
	const square = 0.5
	page := func(p, normal vec) (vec, material) {
		c := rgb(0xe6dfcf).mul(mix(0.92, 1.04, clouds(p.mul(14), 3)))
		half := float64(float64(n) / 2)
		x, y := p.x/square+half, p.z/square+half
		column, row := int(math.Floor(x)), int(math.Floor(y))
		inside := row >= 0 && row < n && column >= 0 && column < n
		toLine := min(math.Abs(x-math.Floor(x+0.5)), math.Abs(y-math.Floor(y+0.5)))
		toEdge := rectangle(x-half, y-half, half, half, 0)
		switch {
		case math.Abs(toEdge) < 0.06, inside && toLine < 0.025:
			c = printed
		case !inside:
		case rows[row][column] == '#':
			c = printed.mul(mix(0.9, 1.4, noise(p.mul(50)))) // newsprint is never quite black
		default:
			x, y = fract(x)-0.5, 0.5-fract(y)
			number, letter := numbers[row][column], written[rows[row][column]]
			const small, large, pen = 0.2, 0.5, 0.08
			if number.dist((x+0.42)/small-number.w, (y-0.33)/small) < pen {
				c = printed
			}
			if letter.dist((x-0.03)/large, (y+0.08)/large) < pen {
				c = c.lerp(pencilled, mix(0.6, 1, noise(p.mul(40))))
			}
		}
		return normal, material{albedo: c}
	}
	return &scene{
		camera: look(vec{0.5, 7.5, 3.4}, vec{0.06, 0, 0.12}, 0.73),
		shapes: []shape{
			ground(0, page),
			pencil(at(vec{1.3, 0.13, 1.25}).turned(0.75, 0, 0), 3.6, 0.13, rgb(0xe0a020)),
		},
		lamps: studio(vec{}, 5),
		sky:   room,
	}
}

// numbering gives each square in which a word begins its number, row by row.
func numbering(rows []string) [][]lettering {
	open := func(x, y int) bool {
		return y >= 0 && y < len(rows) && x >= 0 && x < len(rows[y]) && rows[y][x] != '#'
	}
	numbers := make([][]lettering, len(rows))
	count := 0
	for y, row := range rows {
		numbers[y] = make([]lettering, len(row))
		for x := range row {
			across := !open(x-1, y) && open(x+1, y)
			down := !open(x, y-1) && open(x, y+1)
			if open(x, y) && (across || down) {
				count++
				numbers[y][x] = letters(strconv.Itoa(count))
			}
		}
	}
	return numbers
}
