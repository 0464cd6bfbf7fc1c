// Package agreement counts how often two networks give the same first answer. That is not accuracy: they may both be
// wrong.
package agreement

// Window is how many frames are looked back on.
const Window = 100

// Count counts the last [Window] frames. The zero Count is empty.
type Count struct {
	same    [Window]bool
	n, next int
	hits    int
}

// Add takes in whether the two agreed on a frame.
func (c *Count) Add(same bool) {
	if c.n == Window && c.same[c.next] {
		c.hits--
	}
	if same {
		c.hits++
	}
	c.same[c.next] = same
	c.next = (c.next + 1) % Window
	c.n = min(c.n+1, Window)
}

// Of returns on how many frames, of how many, the two agreed.
func (c *Count) Of() (hits, n int) { return c.hits, c.n }
