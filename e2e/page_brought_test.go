package e2e

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/panels"
)

// networkOf returns a file of weights of the project's format, α = 0.25, whose answer to everything is the class first.
func networkOf(classes int, names []string, first int) []byte {
	metadata := map[string]string{
		"format": "mobilenet-v1", "version": "1", "name": "brought", "alpha_min": "0.25", "alpha_max": "0.25", "resolution": "128",
		"classes": strconv.Itoa(classes), "background": "false", "scale": "0.0078125", "offset": "-1", "quantised": "false",
		"labels": "", "source": "", "licence": "", "provenance": "",
	}
	if names != nil {
		metadata["class_names"] = strings.Join(names, "\n")
	}
	header, end := map[string]any{"__metadata__": metadata}, 0
	add := func(name string, shape ...int) {
		size := 4
		for _, n := range shape {
			size *= n
		}
		header[name] = map[string]any{"dtype": "F32", "shape": shape, "data_offsets": []int{end, end + size}}
		end += size
	}
	add("conv/weights", 3, 3, 3, 8)
	add("conv/bias", 8)
	in := 8
	for i, out := range []int{16, 32, 32, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256} {
		block := fmt.Sprintf("block%d/", i+1)
		add(block+"depthwise/weights", 3, 3, in)
		add(block+"depthwise/bias", in)
		add(block+"pointwise/weights", in, out)
		add(block+"pointwise/bias", out)
		in = out
	}
	add("fc/weights", in, classes)
	add("fc/bias", classes)
	text, err := json.Marshal(header)
	if err != nil {
		panic(err) // strings and numbers
	}
	data := make([]byte, end)
	binary.LittleEndian.PutUint32(data[end-4*(classes-first):], math.Float32bits(9))
	return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...), data...)
}

// Classes of a file's own are called by their names in every panel, or by their numbers, and never by ImageNet's.
func (s *pageSite) testOtherClasses(t *testing.T) {
	for _, c := range []struct {
		name    string
		classes int
		names   []string
		first   int
		label   string
		says    string
	}{
		{"named", 5, []string{"daisy", "strawberry", "lemon & lime", "alarm clock", "cup"}, 2, "lemon & lime", "5 classes of its own, named in the file"},
		{"unnamed", 1200, nil, 1150, "class no. 1150", "1200 classes of its own and no names"},
		{"as many as ImageNet's, named", 1000, numbered(1000), 0, "thing 0", "1000 classes of its own, named in the file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := s.open(t, "#panel=inside")
			v.waitLive()
			v.drop("brought.safetensors", "", networkOf(c.classes, c.names, c.first))
			first := fmt.Sprintf(`document.querySelector("#answers .label").textContent === %q`, c.label)
			v.wait(first, "the answer "+c.label)
			if have := v.text("weights-text"); !strings.Contains(have, c.says) {
				t.Errorf("the file is described by %q, want %q", have, c.says)
			}
			v.wantText("accuracy", "–")
			v.wait(fmt.Sprintf(`document.getElementById("panel").textContent.includes(%q)`, c.label), "its name in Look inside")
			v.openPanel("compare")
			v.click("compare-start")
			v.wait(fmt.Sprintf(`[...document.querySelectorAll(".compare-answers")].every((e) => e.textContent.includes(%q))`, c.label), "its name on both sides")
			v.click("compare-start")
			v.openPanel("photos")
			v.wait(`document.getElementById("photos-other")`, "the sentence for other classes")
			for _, id := range []string{"break", "paper", "lessons", "time", "separable"} {
				v.openPanel(id)
			}
			if evaluate[bool](v, `document.body.innerText.includes("tench")`) {
				t.Error("have a name of ImageNet's on the page, want none")
			}
			v.openPanel("photos")
			evaluate[any](v, `(() => { const e = document.getElementById("weights"); e.value = "random"; e.dispatchEvent(new Event("change")); })()`)
			v.wait(`document.getElementById("photos-folder")`, "photos to check with other weights")
		})
	}
}

// openPanel opens a panel by its tab, wherever the page has scrolled meanwhile.
func (v *visit) openPanel(id string) {
	v.t.Helper()
	if err := panels.Open(v.tab, id); err != nil {
		v.t.Fatal(err)
	}
}

// numbered returns so many names.
func numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("thing %d", i)
	}
	return names
}

// What is something else is refused by its name, and what is too large or begins otherwise before it is read.
func (s *pageSite) testOtherFiles(t *testing.T) {
	v := s.open(t, "")
	v.waitLive()
	header := `{"__metadata__":{"format":"pt"},"mobilenet_v2.conv_stem.first_conv.convolution.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`
	file := append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...), 0, 0, 0, 0)
	v.drop("model.safetensors", "", file)
	if have, want := v.notice("These weights cannot be used"), "model.safetensors is a MobileNet v2"; !strings.Contains(have, want) {
		t.Errorf("have %q, want %q", have, want)
	}
	v.click("notice-close")
	evaluate[any](v, `(() => {
		window.mostRead = 0;
		const read = Blob.prototype.arrayBuffer;
		Blob.prototype.arrayBuffer = function () {
			window.mostRead = Math.max(window.mostRead, this.size);
			return read.call(this);
		};
		window.dropped = (name, parts) => {
			const transfer = new DataTransfer();
			transfer.items.add(new File(parts, name));
			document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true}));
		};
	})()`)
	for _, c := range []struct{ name, parts, want string }{
		{"large.tflite", `[new Uint8Array([28, 0, 0, 0, 84, 70, 76, 51]), ...Array(65).fill(new Uint8Array(1 << 20))]`, "larger than 67 MB"},
		{"other.tflite", `Array(20).fill(new Uint8Array(1 << 20))`, "other.tflite is neither TensorFlow Lite nor safetensors"},
	} {
		evaluate[any](v, fmt.Sprintf(`dropped(%q, %s)`, c.name, c.parts))
		if have := v.notice("These weights cannot be used"); !strings.Contains(have, c.want) {
			t.Errorf("%s: have %q, want %q", c.name, have, c.want)
		}
		if have := evaluate[int](v, `window.mostRead`); have > 64 {
			t.Errorf("%s: %d bytes were read, want its beginning alone", c.name, have)
		}
		v.click("notice-close")
	}
}

// broughtDir has files of weights as people bring them, made from Google's.
const broughtDir = "../../shared/review/inputs"

// Files as others save them run, in real numbers and in integers, and are described.
func (s *pageSite) testBroughtFiles(t *testing.T) {
	for _, c := range []struct{ file, label, says string }{
		{"keras.tflite", "", "assumed are −1 to 1 and ImageNet’s"},
		{"float16.tflite", "", "assumed are −1 to 1 and ImageNet’s"},
		{"dynamic-range.tflite", "", "assumed are −1 to 1 and ImageNet’s"},
		{"int8-in-out.tflite", "", "what its classes are: assumed are ImageNet’s"},
		{"norm-0-1.tflite", "", "what its classes are: assumed are ImageNet’s"},
		{"softmax-beta.tflite", "", "assumed are −1 to 1 and ImageNet’s"},
		{"classes5-labels.tflite", "Gaenseblume Erdbeere Zitrone Wecker Becher", "5 classes of its own, named in the file"},
		{"classes1200-high.tflite", "class no.", "1200 classes of its own and no names"},
	} {
		t.Run(c.file, func(t *testing.T) {
			path, err := filepath.Abs(filepath.Join(broughtDir, c.file))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(path); err != nil {
				t.Skipf("needs files of weights beside the repository: %v", err)
			}
			v := s.open(t, "#format=float&panel=inside")
			v.waitLive()
			v.do(chromedp.SetUploadFiles(chromedp.ID("weights-file"), []string{path}))
			v.wait(fmt.Sprintf(`document.getElementById("weights").selectedOptions[0].textContent === %q`, c.file), "the file among the weights")
			v.waitLive()
			if have := v.text("weights-text"); !strings.Contains(have, c.says) {
				t.Errorf("the file is described by %q, want %q", have, c.says)
			}
			wantLabel := func(format string) {
				t.Helper()
				first := v.answers()[0]
				if first == "" || c.label != "" && !strings.Contains(c.label, first) && !strings.HasPrefix(first, c.label) {
					t.Errorf("%s: have the answer %q, want one of %q", format, first, c.label)
				}
			}
			wantLabel("float")
			v.choose("format", "int8")
			v.waitLive()
			wantLabel("int8")
		})
	}
}
