package main

import (
	"fmt"
	"slices"
	"strings"
)

// fewest is how many photos a group needs for its share to say something.
const fewest = 10

// weakness writes top-1 by groups of classes: of the teacher, and of the project's own files at their best.
func (r *report) weakness(b *strings.Builder, ours []*weightsFile) {
	columns := []*result{r.results[0]}
	for _, f := range ours {
		columns = append(columns, r.bestOf(f, ""))
	}
	fmt.Fprintf(b, "\n## Where it is weak\n\nTop-1 by kind of thing, on so many photos.\n\n| kind |")
	for _, c := range columns {
		fmt.Fprintf(b, " %v |", c.configuration)
	}
	fmt.Fprintf(b, "\n|---|%s\n", strings.Repeat("---:|", len(columns)))
	shares := make([][]share, len(columns)) // of each column, by group
	for i, c := range columns {
		shares[i] = r.byGroup(c)
	}
	for g, group := range groups {
		if shares[0][g].n == 0 {
			continue
		}
		fmt.Fprintf(b, "| %s |", group.name)
		for i := range columns {
			fmt.Fprintf(b, " %s of %d |", percent(shares[i][g]), shares[i][g].n)
		}
		fmt.Fprintln(b)
	}
	fmt.Fprintln(b)
	for i, c := range columns {
		fmt.Fprintf(b, "- %v is weakest on %s.\n", c.configuration, weakest(shares[i]))
		fmt.Fprintf(b, "  %s\n", r.mistakes(c))
	}
}

// byGroup returns a result's top-1 in each group of classes.
func (r *report) byGroup(res *result) []share {
	shares := make([]share, len(groups))
	for i, p := range r.Set.photos {
		s := &shares[groupOf(p.label)]
		s.n++
		if res.answers[i].Classes[0] == p.label {
			s.count++
		}
	}
	return shares
}

// weakest names the three groups with the smallest shares, of those with enough photos.
func weakest(shares []share) string {
	var order []int
	for g, s := range shares {
		if s.n >= fewest {
			order = append(order, g)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return shares[a].count*shares[b].n - shares[b].count*shares[a].n
	})
	var names []string
	for _, g := range order[:min(3, len(order))] {
		names = append(names, fmt.Sprintf("%s (%s%% of %d)", groups[g].name, percent(shares[g]), shares[g].n))
	}
	return strings.Join(names, ", ")
}

// mistakes tells what kinds of mistakes a result's wrong first answers are.
func (r *report) mistakes(res *result) string {
	wrong, kin, second := 0, 0, 0
	for i, p := range r.Set.photos {
		if res.answers[i].Classes[0] == p.label {
			continue
		}
		wrong++
		if groupOf(res.answers[i].Classes[0]) == groupOf(p.label) {
			kin++
		}
		if slices.Contains(res.answers[i].Classes, p.label) {
			second++
		}
	}
	if wrong == 0 {
		return "It made no mistake."
	}
	return fmt.Sprintf("Of its %d wrong first answers %d name a thing of the same kind; for %d the label is among the next four.", wrong, kin, second)
}
