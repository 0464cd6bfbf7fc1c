package main

import "strings"

// sample is a picture of the collection and what samples.json says of it.
type sample struct {
	File  string `json:"file"`
	Title string `json:"title"`
	Class int    `json:"class"` // what it shows, 0..999 in ImageNet's order
	Alt   string `json:"alt"`

	scene func() *scene
}

// name is the file's, without its extension.
func (s sample) name() string { return strings.TrimSuffix(s.File, ".jpg") }

// catalogue is all samples, in the order in which a page offers them.
var catalogue = []sample{
	{"clock.jpg", "Alarm clock", 409, "A turquoise alarm clock with two brass bells; it is ten past ten.", clock},
	{"strawberry.jpg", "Strawberry", 949, "A ripe strawberry with its leaves, lying on its side.", strawberry},
	{"balloon.jpg", "Hot-air balloon", 417, "A chequered hot-air balloon in a blue sky with a few clouds.", balloon},
	{"football.jpg", "Football", 805, "A black and white football on short grass.", football},
	{"mug.jpg", "Coffee mug", 504, "A blue mug full of coffee on an oak table.", mug},
	{"daisy.jpg", "Daisy", 985, "A daisy from above, the meadow out of focus below it.", daisy},
	{"traffic-light.jpg", "Traffic light", 920, "A traffic light that shows red, against the sky.", trafficLight},
	{"keyboard.jpg", "Computer keyboard", 508, "The right half of a white computer keyboard with an orange Enter key.", keyboard},
	{"candle.jpg", "Candle", 470, "A candle that burns on a blue saucer in the dark.", candle},
	{"pool.jpg", "Pool table", 736, "Ten balls on the green cloth of a pool table, near a corner pocket.", pool},
	{"lemon.jpg", "Lemons", 951, "A lemon and the half of another, its cut side to the front.", lemons},
	{"toadstool.jpg", "Toadstool", 992, "A fly agaric, red with white spots, on a mossy forest floor.", toadstool},
	{"golf-ball.jpg", "Golf ball", 574, "A golf ball on a red tee, the grass out of focus behind it.", golfBall},
	{"crossword.jpg", "Crossword", 918, "A half-solved crossword in a newspaper, a pencil lying on it.", crossword},
	{"honeycomb.jpg", "Honeycomb", 599, "A honeycomb, its cells filled with honey.", honeycomb},
	{"lantern.jpg", "Pumpkin lantern", 607, "A pumpkin with a grinning face cut into it, lit from inside.", lantern},
	{"parasol.jpg", "Parasol", 879, "A red and yellow parasol on a beach.", parasol},
	{"envelope.jpg", "Envelope", 549, "An envelope on a desk, closed with a red wax seal.", envelope},
	{"ping-pong.jpg", "Ping-pong ball", 722, "A ping-pong ball on a red bat, on a blue table.", pingPong},
	{"ruler.jpg", "Ruler", 769, "A wooden ruler on squared paper.", ruler},
}
