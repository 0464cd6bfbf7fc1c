package filters

// The small input that is walked: channels in, channels out, a window, and how many cells that gives.
const (
	WalkInputs  = 3
	WalkOutputs = 4
	walkWindow  = 3
	walkSide    = 3                         // of what comes out
	walkInSide  = walkSide + walkWindow - 1 // nothing is added at the rim
	perMap      = walkSide * walkSide
	// Steps is how many values the standard convolution computes, one a step.
	Steps = perMap * WalkOutputs
)

// Stand is where a convolution is on its walk: what it computes at a step, from 1 on.
type Stand struct {
	Kind                 Kind
	Done, Of             int // values
	Channel, Row, Column int // of the value computed now
	Each                 int // multiply-adds a value
}

// At returns where a kind is at a step; a depthwise convolution is done before the others.
func At(k Kind, step int) Stand {
	of, each := Steps, walkWindow*walkWindow*WalkInputs
	switch k {
	case Depthwise:
		of, each = perMap*WalkInputs, walkWindow*walkWindow
	case Pointwise:
		each = WalkInputs
	}
	done := min(max(step, 1), of)
	at := done - 1
	return Stand{Kind: k, Done: done, Of: of, Channel: at / perMap, Row: at % perMap / walkSide, Column: at % walkSide, Each: each}
}

// reads tells whether the value computed now is made of that cell of the input.
func (s Stand) reads(channel, row, column int) bool {
	if s.Kind == Pointwise {
		return row == s.Row && column == s.Column
	}
	near := func(at, from int) bool { return at >= from && at < from+walkWindow }
	return (s.Kind == Standard || channel == s.Channel) && near(row, s.Row) && near(column, s.Column)
}

const (
	walkCell = 13
	walkGap  = 12
)

// Draw returns the picture of a stand: the input's channels to the left, what comes out to the right.
func (s Stand) Draw(title string) string {
	var p picture
	p.WriteString(`<svg viewBox="0 0 240 240" role="img" aria-label="` + title + `">`)
	inSide, outs, class := walkInSide, WalkOutputs, "var-n"
	switch s.Kind {
	case Depthwise:
		outs, class = WalkInputs, "var-m"
	case Pointwise:
		inSide = walkSide
	}
	outPitch := float64(walkSide*walkCell + walkGap)
	outTop := (240 - float64(outs)*outPitch + walkGap) / 2
	const outLeft, reach = 190, walkCell / 2.0
	toX, toY := outLeft+float64(s.Column)*walkCell+reach, outTop+float64(s.Channel)*outPitch+float64(s.Row)*walkCell+reach
	pitch := float64(inSide*walkCell + walkGap)
	top := (240 - float64(WalkInputs)*pitch + walkGap) / 2
	left := 6 + float64(walkInSide-inSide)*walkCell/2
	for channel := range WalkInputs {
		y := top + float64(channel)*pitch
		if s.reads(channel, s.Row, s.Column) {
			size := 1
			if s.Kind != Pointwise {
				size = walkWindow
			}
			right, high := left+float64(s.Column+size)*walkCell, y+float64(s.Row)*walkCell
			p.shape("polygon", "ray", right, high, toX, toY, right, high+float64(size)*walkCell)
		}
		for at := range inSide * inSide {
			row, column := at/inSide, at%inSide
			class := "cell var-m"
			if s.reads(channel, row, column) {
				class = "cell read var-k"
			}
			p.square(class, left+float64(column)*walkCell, y+float64(row)*walkCell)
		}
	}
	for at := range outs * perMap {
		state := "cell "
		switch {
		case at == s.Done-1:
			state = "cell now "
		case at < s.Done:
			state = "cell done "
		}
		row, column := at%perMap/walkSide, at%walkSide
		p.square(state+class, outLeft+float64(column)*walkCell, outTop+float64(at/perMap)*outPitch+float64(row)*walkCell)
	}
	p.WriteString("</svg>")
	return p.String()
}

func (p *picture) square(class string, x, y float64) {
	p.WriteString(`<rect class="` + class + `" x="` + number(x) + `" y="` + number(y) + `" width="13" height="13"/>`)
}
