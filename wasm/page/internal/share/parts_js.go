package share

// A part is something that a link can hide: its name there, and the text that names it here.
type part struct{ name, text string }

// blocks are the parts of web/index.html, which say them in data-part: each block, and then what is in it. The tabs and
// the controls of the open panel come by themselves.
var blocks = [][]part{
	{
		{"header", "share.header"},
		{"intro", "share.intro"},
		{"theme", "theme.legend"},
		{"language", "language.label"},
		{"share", "share.button"},
	},
	{
		{"picture", "picture.section"},
		{"seen", "share.seen"},
		{"camera", "camera.title"},
		{"photo", "photo.open"},
		{"samples", "samples.group"},
		{"mirror", "mirror.text"},
	},
	{
		{"controls", "controls.section"},
		{"alpha", "alpha.name"},
		{"rho", "rho.name"},
		{"format", "format.legend"},
		{"cores", "cores.legend"},
		{"arithmetic", "isa.legend"},
		{"weights", "weights.legend"},
	},
	{
		{"readouts", "readouts.section"},
		{"latency", "readouts.latency"},
		{"facts", "share.facts"},
		{"accuracy", "share.accuracy"},
		{"split", "share.split"},
	},
	{
		{"answers", "share.answers"},
		{"among", "among.legend"},
	},
	{
		{"figure", "figure.title"},
		{"sweep", "share.sweep"},
		{"table", "figure.table"},
	},
	{{"notes", "share.notes"}},
	{{"footer", "share.footer"}},
	{
		{"panels", "panel.section"},
		{"tabs", "share.tabs"},
	},
}
