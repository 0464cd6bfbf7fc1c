package weights

import (
	"fmt"

	"mobilenet/weights/layers"
)

// otherwise adds to an error about a chain of operators what they are, if that is known.
func (g *graph) otherwise(err error) error {
	count := make(map[int32]int)
	for _, op := range g.operators {
		count[op.code]++
	}
	switch {
	case count[opHardSwish] > 0:
		return fmt.Errorf("%w (%w)", OtherMobileNetV3, err)
	case count[opDepthwise] >= layers.Blocks && count[opConcatenation] > 0:
		return fmt.Errorf("%w (%w)", OtherDetector, err)
	case count[opDepthwise] == 17 && count[opAdd] == 10:
		return fmt.Errorf("%w (%w)", OtherMobileNetV2, err)
	}
	return err
}

// custom returns the error about an operator that is none of the schema's.
func custom(name string) error {
	switch name {
	case "edgetpu-custom-op":
		return OtherEdgeTPU
	case opPostProcess:
		return OtherDetector
	}
	return fmt.Errorf("have custom operator %.60q: %w", name, errWanted)
}
