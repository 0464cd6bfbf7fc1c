// Package teaching holds what a visitor teaches a head: the kind of question, its classes, and what pictures say of them.
package teaching

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mobilenet/model/head"
)

// Class is one of the classes, attributes, places or things.
type Class struct {
	ID   int // by which pictures name it, from 1; it stays when the class gets another name
	Name string
}

// Task is what is taught.
type Task struct {
	Kind    head.Kind
	Classes []Class
}

// None is in place of a class's ID: none of them.
const None = 0

// Label is what a picture shows.
type Label struct {
	Class int  // ID, or None
	Lacks bool // it lacks that attribute instead
}

// Record is what is known of a picture besides what it looks like.
type Record struct {
	Label
	Time  int64 // when it was collected, in ms since 1970
	Group int   // which press of the button it comes from
}

// String writes the record down, for [ParseRecord].
func (r Record) String() string {
	class := strconv.Itoa(r.Class)
	if r.Lacks {
		class = "-" + class
	}
	return class + " " + strconv.FormatInt(r.Time, 10) + " " + strconv.Itoa(r.Group)
}

// ParseRecord reads what String wrote.
func ParseRecord(s string) (r Record, err error) {
	fields := strings.Fields(s)
	var numbers [3]int64
	for i := range numbers {
		if err == nil && len(fields) == len(numbers) {
			numbers[i], err = strconv.ParseInt(fields[i], 10, 64)
		}
	}
	if err != nil || len(fields) != len(numbers) {
		return r, fmt.Errorf("teaching: have %.60q of a picture, want its class, time and group", s)
	}
	class := int(numbers[0])
	return Record{Label{max(class, -class), class < 0}, numbers[1], int(numbers[2])}, nil
}

// Add adds a class and returns its ID.
func (t *Task) Add(name string) int {
	id := 1
	for _, c := range t.Classes {
		id = max(id, c.ID+1)
	}
	t.Classes = append(t.Classes, Class{id, line(name)})
	return id
}

// Rename gives a class another name.
func (t *Task) Rename(id int, name string) {
	if i := t.Index(id); i >= 0 {
		t.Classes[i].Name = line(name)
	}
}

// Remove takes a class out.
func (t *Task) Remove(id int) {
	t.Classes = slices.DeleteFunc(t.Classes, func(c Class) bool { return c.ID == id })
}

// Index returns where a class stands, −1 if it is none of them.
func (t *Task) Index(id int) int {
	return slices.IndexFunc(t.Classes, func(c Class) bool { return c.ID == id })
}

// Named returns the ID of the class of that name, None if there is none.
func (t *Task) Named(name string) int {
	for _, c := range t.Classes {
		if strings.EqualFold(c.Name, line(name)) {
			return c.ID
		}
	}
	return None
}

// Taught returns the classes that pictures with those labels show, in the order of the task: of these a head is made.
func (t *Task) Taught(labels []Label) []Class {
	return slices.DeleteFunc(slices.Clone(t.Classes), func(c Class) bool {
		return !slices.ContainsFunc(labels, func(l Label) bool { return l.Class == c.ID && (t.Kind == head.Sigmoid || !l.Lacks) })
	})
}

// Enough tells whether pictures with those labels teach something: two classes or places, an attribute that some have and
// some lack, or one thing to find again.
func (t *Task) Enough(labels []Label) bool {
	taught := t.Taught(labels)
	switch t.Kind {
	case head.Embedding:
		return len(taught) > 0
	case head.Sigmoid:
		return slices.ContainsFunc(taught, func(c Class) bool {
			return slices.Contains(labels, Label{c.ID, false}) && (slices.Contains(labels, Label{c.ID, true}) || slices.Contains(labels, Label{None, false}))
		})
	}
	return len(taught) > 1
}

// Target returns what a head of those classes shall answer to a picture, see [head.OneOf] and [head.Unlabelled]; false if
// the label says nothing of them.
func (t *Task) Target(l Label, classes []Class) ([]float32, bool) {
	at := slices.IndexFunc(classes, func(c Class) bool { return c.ID == l.Class })
	if at < 0 && l.Class != None {
		return nil, false
	}
	if t.Kind != head.Sigmoid {
		return head.OneOf(at, len(classes)), !l.Lacks
	}
	target := make([]float32, len(classes))
	if at >= 0 {
		for k := range target {
			target[k] = head.Unlabelled
		}
		target[at] = 1
		if l.Lacks {
			target[at] = 0
		}
	}
	return target, true
}

// String writes the task down, for [Parse]: its kind and its classes, a line each.
func (t *Task) String() string {
	var s strings.Builder
	s.WriteString(t.Kind.String())
	for _, c := range t.Classes {
		s.WriteString("\n" + strconv.Itoa(c.ID) + " " + c.Name)
	}
	return s.String()
}

// Parse reads what String wrote.
func Parse(s string) (t Task, err error) {
	kind, rest, _ := strings.Cut(s, "\n")
	if t.Kind, err = head.ParseKind(kind); err != nil {
		return t, fmt.Errorf("teaching: %w", err)
	}
	for text := range strings.SplitSeq(rest, "\n") {
		if text == "" {
			continue
		}
		number, name, _ := strings.Cut(text, " ")
		id, err := strconv.Atoi(number)
		if err != nil || id <= None || t.Index(id) >= 0 {
			return t, fmt.Errorf("teaching: have the class %.60q, want a number of its own from 1 and a name", text)
		}
		t.Classes = append(t.Classes, Class{id, name})
	}
	return t, nil
}

// line returns a name on one line.
func line(name string) string { return strings.Join(strings.Fields(name), " ") }
