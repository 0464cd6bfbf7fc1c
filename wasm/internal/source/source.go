// Package source is the table of where the page's figures come from. An element with data-source="key" says of the
// numbers in it that they come from there; the text source.<key> says it in words.
package source

// Source is where a figure comes from.
type Source struct {
	Where string // a function, a file, or a citation
	URL   string // of a citation
}

// All is the table. To add a source, add it here and its text source.<key> to each table in web/text.
var All = map[string]Source{
	"accuracy":       {Where: "model.PublishedAccuracy, weights/accuracy.json"},
	"agreement":      {Where: "wasm/internal/agreement, wasm/internal/stats: Wilson"},
	"answer":         {Where: "model.Top, kernels.Softmax"},
	"control":        {Where: "wasm/page/controls_js.go, model.Channels"},
	"cost":           {Where: "model.Layers, model.Sum"},
	"figure":         {Where: "wasm/page/internal/figure"},
	"file":           {Where: "weights/index.json"},
	"frames":         {Where: "wasm/internal/readout: Window.Total"},
	"layers":         {Where: "model/timing: Recent.Ms, Shares; the engine times each layer"},
	"lesson":         {Where: "wasm/internal/lesson"},
	"lesson-layers":  {Where: "web/engine.js: bench; wasm/page/internal/panel: LayerTimes"},
	"lesson-outcome": {Where: "wasm/internal/lesson: Lesson.Outcome"},
	"lesson-scenes":  {Where: "web/samples/samples.json, wasm/page/internal/lessons"},
	"lesson-times":   {Where: "wasm/internal/sweep: Plan, Measurements.Typical"},
	"maps":           {Where: "model: Network.Activation, ActivationMap"},
	"memory":         {Where: "model.Network.ParameterBytes, model.QuantisedNetwork.ParameterBytes"},
	"name":           {Where: "web/text"},
	"noise":          {Where: "model/lab: Quantise"},
	"paper":          {Where: "Howard et al. 2017, arXiv:1704.04861", URL: "https://arxiv.org/abs/1704.04861"},
	"photos":         {Where: "wasm/internal/check, wasm/internal/stats: Wilson"},
	"picture":        {Where: "web/camera.js, web/photo.js"},
	"prediction":     {Where: "model/timing: Fit, Predictor.Network"},
	"program":        {Where: "web/engine.js"},
	"rate":           {Where: "wasm/internal/readout: Window.Rate"},
	"selftest":       {Where: "kernels.SelfTest"},
	"sweep":          {Where: "wasm/internal/sweep, wasm/internal/stats"},
	"convolution":    {Where: "model.Convolution, wasm/internal/filters"},
	"guess":          {Where: "wasm/page/internal/separable, wasm/page/internal/lessons"},
	"networks":       {Where: "web/engine.js: bench; model.RandomWeights"},
	"race":           {Where: "web/engine.js: race; model/lab"},
	"ghost": {
		Where: "TensorFlow Lite, hosted models, as of 2018",
		URL:   "https://www.tensorflow.org/lite/guide/hosted_models",
	},
	"runtimes": {Where: "e2e/bench/runtimes.json: make bench"},
	"stages":   {Where: "web/engine.js"},
	"telling": {
		Where: "wasm/internal/stats: Drawn, Wilson, Chance, Needed, NeededPaired, Upset",
	},
	"walk":   {Where: "wasm/internal/filters: At"},
	"warmup": {Where: "wasm/engine/main_js.go"},
}
