package weights

// straighten takes out of a graph what makes it no chain: operators that widen weights, whose values then stand where
// they are read, and those that only compute the shape of a RESHAPE.
func (g *graph) straighten() {
	stored := make(map[int32]tensor) // by the index of the widened tensor
	chain := g.operators[:0]
	for _, op := range g.operators {
		switch op.code {
		case opShape, opStridedSlice, opPack:
			continue
		case opDequantize:
			if len(op.inputs) == 1 && len(op.outputs) == 1 && len(op.inputs[0].data) > 0 {
				stored[op.outputs[0].index] = op.inputs[0]
				continue
			}
		}
		for i, input := range op.inputs {
			if t, widened := stored[input.index]; widened && i > 0 {
				op.inputs[i] = t
			}
		}
		chain = append(chain, op)
	}
	g.operators = chain
}
