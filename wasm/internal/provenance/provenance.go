// Package provenance is the table of where the page's figures come from. An element with data-source="key" says of the
// numbers in it that they come from there; the text source.<key> says it in words.
package provenance

// Source is where a figure comes from.
type Source struct {
	Where string // places in the repository, "directory or file: names defined there; …", or of a citation its title
	URL   string // of a citation
}

// All is the table. To add a source, add it here and its text source.<key> to each table in web/text.
var All = map[string]Source{
	"accuracy":        {Where: "model: PublishedAccuracy; weights/accuracy.json"},
	"agreement":       {Where: "wasm/internal/agreement; wasm/internal/stats: Wilson"},
	"among":           {Where: "wasm/internal/among: Parse; model: TopAmong"},
	"answer":          {Where: "model: Top; kernels: Softmax"},
	"collection":      {Where: "web/collection.js"},
	"control":         {Where: "wasm/page/internal/controls; weights/layers: Channels"},
	"convolution":     {Where: "weights/layers: Convolution; wasm/internal/filters"},
	"cost":            {Where: "weights/layers: New, Table.Sum"},
	"detection":       {Where: "model/detect: Detector.Detect"},
	"detection-times": {Where: "wasm/engine: find; web/slots.js: detect"},
	"figure":          {Where: "wasm/page/internal/figure"},
	"file":            {Where: "weights: IndexEntry, Meta"},
	"frames":          {Where: "wasm/internal/frames: Window.Total"},
	"ghost": {
		Where: "TensorFlow Lite, hosted models, as of 2018",
		URL:   "https://www.tensorflow.org/lite/guide/hosted_models",
	},
	"head":           {Where: "model/head: Head.Answer, Evaluate, Head.ChooseThreshold; wasm/internal/stats: Wilson"},
	"guess":          {Where: "wasm/page/internal/separable; wasm/page/internal/lessons"},
	"layers":         {Where: "model: Network.ForwardTimed; model/timing: Recent.Ms, Shares"},
	"lesson":         {Where: "wasm/internal/lesson"},
	"lesson-layers":  {Where: "web/measure.js: bench; wasm/page/internal/panel: LayerTimes"},
	"lesson-outcome": {Where: "wasm/internal/lesson: Lesson.Outcome"},
	"lesson-parts":   {Where: "wasm/engine: engine.timeParts; model/lab: TimeParts"},
	"lesson-scenes":  {Where: "web/samples/samples.json; wasm/page/internal/lessons"},
	"lesson-taught":  {Where: "web/samples/samples.json; wasm/page/internal/lessons; model/head: Trainer"},
	"lesson-times":   {Where: "wasm/internal/sweep: Plan, Measurements.Typical"},
	"maps":           {Where: "model: Network.Activation, Network.ActivationMap"},
	"memory":         {Where: "model: Network.ParameterBytes"},
	"name":           {Where: "web/text"},
	"networks":       {Where: "web/measure.js: bench; model: RandomWeights"},
	"noise":          {Where: "model/lab: Quantise"},
	"paper":          {Where: "Howard et al. 2017, arXiv:1704.04861", URL: "https://arxiv.org/abs/1704.04861"},
	"photos":         {Where: "wasm/internal/check; wasm/internal/stats: Wilson"},
	"picture":        {Where: "web/camera.js; web/photo.js"},
	"prediction":     {Where: "model/timing: Fit, Predictor.Network"},
	"program":        {Where: "web/told.js: Told; wasm/internal/told: Error"},
	"race":           {Where: "wasm/engine: race; model/lab: Race.Measure"},
	"rate":           {Where: "wasm/internal/frames: Window.Rate"},
	"runtimes":       {Where: "e2e/bench/runtimes.json"},
	"selftest":       {Where: "kernels: SelfTest"},
	"stages":         {Where: "web/camera.js: grab; web/slots.js: answer, classify; wasm/engine: answer"},
	"sweep":          {Where: "wasm/internal/sweep; wasm/internal/stats"},
	"telling":        {Where: "wasm/internal/stats: Drawn, Wilson, Chance, Needed, NeededPaired, Upset"},
	"walk":           {Where: "wasm/internal/filters: At"},
	"warmup":         {Where: "wasm/engine: engine.warmUp"},
}
