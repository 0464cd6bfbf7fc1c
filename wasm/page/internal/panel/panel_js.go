// Package panel says what a panel of the page is, and what the page lends it.
//
// A panel stands under the instrument behind a tab. Nothing of it is built or computed before the visitor opens it, one
// is open at a time, and the hash names it: panel=time.
package panel

import (
	"context"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/offers"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// Panel is what stands behind a tab.
type Panel interface {
	// Open builds the panel in root, which is empty. It is called once.
	Open(root dom.HTMLElement)
	// Close ends what the panel has under way: what it subscribed to, the requests that it waits for. The page
	// empties root.
	Close()
}

// Taker is a panel that takes files of the visitor's, as web/album.js has found them, which were dropped onto an element, null
// for none.
type Taker interface {
	Take(files []js.Value, onto js.Value)
}

// Entry registers a panel.
type Entry struct {
	ID  string // in the hash; the tab says the text panel.<ID>
	New func(Host) Panel
}

// Host is the page as a panel sees it. All calls are made on the page's one thread; those with a context wait, so an
// event's function makes them in a goroutine.
type Host interface {
	// Text returns what the page says under a key, and HTML the same with its markup; see [text.Table].
	Text(key string, pairs ...string) string
	HTML(key string, pairs ...string) string
	// Why says why something failed, in the page's language where it has words for it.
	Why(err error) string
	// Say has a screen reader speak.
	Say(text string)

	// Engine tells what the engine can do. It is zero until the engine has started.
	Engine() offers.Capabilities
	// Run lends the engine to f alone. The live picture pauses, what the visitor does to the sliders waits, and after
	// f the engine runs again what they say. Runs follow one another. It returns f's error, ctx's if ctx ended while
	// it waited for its turn.
	Run(ctx context.Context, f func(Engine) error) error
	// Asker asks between two live answers, while nobody has the engine alone.
	Asker
	// Watch calls f for each answer to a live picture until stop is called.
	Watch(f func(*message.Result)) (stop func())
	// Explain is Watch for answers that come with class activation maps.
	Explain(f func(*message.Result)) (stop func())
	// Features is Watch for answers that come with features.
	Features(f func(*message.Result)) (stop func())
	// Picture returns the picture that is shown as an ImageBitmap, the camera's at this moment as a VideoFrame where the
	// browser has them; the caller closes it or hands it to the engine.
	Picture(ctx context.Context) (js.Value, error)

	// Overlay lies over the picture, for a panel that draws on it and clears it when it is closed. It stays as it is where the
	// picture is shown as a mirror shows it, which Mirrored tells.
	Overlay() dom.HTMLElement
	// Mirrored tells whether the picture is shown as a mirror shows it.
	Mirrored() bool

	// Samples are the page's sample scenes, as image elements.
	Samples() []dom.Element

	// Current is what the visitor has chosen.
	Current() Configuration
	// Running is the network that answers the live picture, nil while none does. Another network has another pointer.
	Running() *message.Configured
	// Layers returns the layers of the network that runs, as the paper counts them; false if none does.
	Layers() (layers.Table, bool)
	// Points are the configurations that the chosen weights offer, in the current arithmetic and number format.
	Points() []Configuration
	// GoTo sets the visitor's controls.
	GoTo(Configuration)
	// Index lists the site's weights.
	Index() []weights.IndexEntry
	// Accuracy returns what is known of how often a configuration is right, if anything is.
	Accuracy(Configuration) (Accuracy, bool)
	// Label names a class of the weights that run: of ImageNet, 0 to 999, in the page's language, or one of their own.
	Label(index int) string
	// Things fetches the names of COCO's things in the page's language, in the order of their numbers; none where they are
	// English or cannot be had.
	Things(ctx context.Context) []string
	// ImageNet tells whether the classes of the weights that run are ImageNet's. The panel is opened anew when that changes.
	ImageNet() bool

	// Kept returns what the hash holds under the key, which begins with the panel's id and a dot.
	Kept(key string) string
	// Keep puts a value there; "" takes it out.
	Keep(key, value string)
	// Link returns the address of the page as it is, for others: without the class's wall that this visitor has joined.
	Link() string
}

// Configuration is what the engine can be asked to run.
type Configuration = offers.Configuration

// Accuracy is how often a configuration is right, in percent of ImageNet's validation images or of those that Source
// names.
type Accuracy struct {
	Top1, Top5 float64
	Measured   bool   // by this project, not published
	Trained    int    // the resolution that the weights were trained at; 0 for all
	Source     string // who says so, of what
	URL        string
}

// Asker sends the engine requests, see [Ask].
type Asker interface {
	// Ask returns the answer to a request of package message. The picture in it is the engine's from then on, even if
	// there is an error.
	Ask(ctx context.Context, request message.Message) (js.Value, error)
}

// Ask sends a request and waits for its answer. It returns ctx's error if ctx ends before.
func Ask[A message.Message](ctx context.Context, to Asker, request message.Request[A]) (answer A, err error) {
	object, err := to.Ask(ctx, request)
	if err != nil {
		return answer, err
	}
	return message.ReadAnswer(object, request)
}

// Engine is the engine while a panel has it alone.
type Engine interface {
	Asker
	// Message returns what has slot a run a configuration. Who gives slot b a network releases it afterwards.
	Message(c Configuration) *message.Configure
}

// Configure has slot a run a configuration.
func Configure(ctx context.Context, engine Engine, c Configuration) (*message.Configured, error) {
	return Ask(ctx, engine, engine.Message(c))
}

// ConfigureSecond has slot b run a configuration.
func ConfigureSecond(ctx context.Context, engine Engine, c Configuration) (*message.Configured, error) {
	m := engine.Message(c)
	m.Slot = message.B
	return Ask(ctx, engine, m)
}

// ReleaseSecond gives slot b's network back.
func ReleaseSecond(engine Engine) {
	Ask(context.Background(), engine, &message.Release{Slot: message.B})
}
