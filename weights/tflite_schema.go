package weights

import "fmt"

// Slots of the fields we read, in the tables of TensorFlow Lite's schema, version 3.
const (
	modelVersion       = 0
	modelOperatorCodes = 1
	modelSubgraphs     = 2
	modelBuffers       = 4
	modelMetadata      = 6

	operatorCodeOld     = 0 // one byte, all that early files have
	operatorCodeCustom  = 1
	operatorCodeBuiltin = 3

	subgraphTensors   = 0
	subgraphInputs    = 1
	subgraphOutputs   = 2
	subgraphOperators = 3

	tensorShape        = 0
	tensorType         = 1
	tensorBuffer       = 2
	tensorQuantisation = 4

	quantisationScale = 2
	quantisationZero  = 3
	quantisationAxis  = 6 // that the scales count along

	operatorCode    = 0
	operatorInputs  = 1
	operatorOutputs = 2
	operatorOptions = 4

	operatorCustomOptions = 5

	bufferData = 0

	// Conv2DOptions, DepthwiseConv2DOptions and Pool2DOptions begin alike.
	optionsPadding = 0
	optionsStrideW = 1
	optionsStrideH = 2

	convActivation = 3 // then two dilations; DepthwiseConv2DOptions have all three one slot later
	convDilationW  = 4
	convDilationH  = 5

	fullyConnectedActivation = 0
	fullyConnectedFormat     = 1 // 0: outputs by inputs

	softmaxBeta = 0
)

// Values of the schema's enumerations.
const (
	typeFloat32 = 0
	typeFloat16 = 1
	typeInt32   = 2
	typeUint8   = 3
	typeInt8    = 9

	paddingSame = 0

	activationNone  = 0
	activationRelu6 = 3

	opAdd            = 0
	opAveragePool    = 1
	opConcatenation  = 2
	opConv           = 3
	opDepthwise      = 4
	opDequantize     = 6
	opFullyConnected = 9
	opLogistic       = 14
	opReshape        = 22
	opSoftmax        = 25
	opCustom         = 32
	opPad            = 34
	opMean           = 40
	opSqueeze        = 43
	opStridedSlice   = 45
	opShape          = 77
	opPack           = 83
	opQuantize       = 114
	opHardSwish      = 117
)

// operatorNames has the operators that image networks are made of.
var operatorNames = map[int32]string{
	0: "ADD", 1: "AVERAGE_POOL_2D", 2: "CONCATENATION", 3: "CONV_2D", 4: "DEPTHWISE_CONV_2D", 6: "DEQUANTIZE",
	9: "FULLY_CONNECTED", 14: "LOGISTIC", 17: "MAX_POOL_2D", 18: "MUL", 19: "RELU", 21: "RELU6", 22: "RESHAPE",
	23: "RESIZE_BILINEAR", 25: "SOFTMAX", 32: "CUSTOM", 34: "PAD", 39: "TRANSPOSE", 40: "MEAN", 41: "SUB", 42: "DIV",
	43: "SQUEEZE", 45: "STRIDED_SLICE", 77: "SHAPE", 83: "PACK", 114: "QUANTIZE", 117: "HARD_SWISH",
}

// operatorName returns the schema's name of an operator.
func operatorName(code int32) string {
	if name, known := operatorNames[code]; known {
		return name
	}
	return fmt.Sprintf("operator %d", code)
}

// typeName returns the schema's name of a type of tensor.
func typeName(code byte) string {
	names := [...]string{"FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64", "INT8"}
	if int(code) < len(names) {
		return names[code]
	}
	return fmt.Sprintf("type %d", code)
}
