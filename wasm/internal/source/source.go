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
	"control":  {Where: "wasm/page/controls_js.go"},
	"name":     {Where: "web/text"},
	"file":     {Where: "weights.IndexEntry"},
	"frames":   {Where: "wasm/internal/readout.Window"},
	"stages":   {Where: "web/engine.js"},
	"rate":     {Where: "wasm/internal/readout.Window.Rate"},
	"warmup":   {Where: "wasm/engine: engine.warmUp"},
	"cost":     {Where: "model.Layers, model.Sum"},
	"answer":   {Where: "model.Top"},
	"sweep":    {Where: "wasm/internal/sweep"},
	"fit":      {Where: "wasm/internal/stats.LogLinear"},
	"accuracy": {Where: "model.PublishedAccuracy; weights/accuracy.json"},
	"selftest": {Where: "kernels.SelfTest"},
	"paper":    {Where: "Howard et al. 2017, arXiv:1704.04861", URL: "https://arxiv.org/abs/1704.04861"},
	"phone": {
		Where: "TensorFlow Lite hosted models, Pixel 2, one big core",
		URL:   "https://www.tensorflow.org/lite/guide/hosted_models",
	},
}
