package e2e

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// taughtThings are the samples that the tests teach.
var taughtThings = []string{"strawberry", "lemon", "keyboard"}

// cropsEach is how many photos of each thing there are.
const cropsEach = 6

// teachHash opens the panel with the smallest network.
const teachHash = "#panel=teach&alpha=0.25&resolution=128&source=sample/strawberry"

// TestPanelTeach holds teaching to what is promised of it: collected by mouse, key and files, trained, answered, kept, saved
// and opened.
func TestPanelTeach(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)

	t.Run("by mouse", s.testTeachByMouse)
	t.Run("by keyboard", s.testTeachByKeyboard)
	t.Run("folder", s.testTeachFolder)
	t.Run("closed in the middle", s.testTeachClosed)
	t.Run("another network", s.testTeachNetwork)
	t.Run("kinds", s.testTeachKinds)
	t.Run("files", s.testTeachFiles)
	t.Run("nothing kept", s.testTeachUnkept)
	t.Run("no room", s.testTeachFull)
	t.Run("layout", s.testTeachLayout)
}

// writeCrops writes crops of the samples that are taught, in a folder for each.
func writeCrops(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "things")
	for _, name := range taughtThings {
		picture := readScene(t, filepath.Join(samplesDir, name+".jpg"), name).picture
		folder := filepath.Join(dir, name)
		if err := os.MkdirAll(folder, 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range cropsEach {
			side := picture.Bounds().Dx() * (20 - i) / 20
			crop := image.NewRGBA(image.Rect(0, 0, side, side))
			from := picture.Bounds().Min.Add(image.Pt((picture.Bounds().Dx()-side)*(i%2), (picture.Bounds().Dy()-side)*(i/2%2)))
			draw.Draw(crop, crop.Rect, picture, from, draw.Src)
			var file bytes.Buffer
			if err := jpeg.Encode(&file, crop, nil); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, strconv.Itoa(i)+".jpg"), file.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// openTeach opens the panel without any pictures.
func (s *pageSite) openTeach(t *testing.T) *visit {
	t.Helper()
	v := s.open(t, teachHash)
	v.waitLive()
	v.wait(`document.querySelector(".teach-hold")`, "the classes")
	if v.pictures() > 0 {
		v.wipe()
	}
	for evaluate[int](v, `document.querySelectorAll("#panel [data-do=remove]").length`) > 2 {
		evaluate[any](v, `document.querySelector("#panel [data-do=remove]").click()`)
	}
	if !evaluate[bool](v, `document.querySelector("#teach-softmax").checked`) {
		v.press("teach-softmax", " ")
	}
	return v
}

// wipe deletes all pictures.
func (v *visit) wipe() {
	v.t.Helper()
	v.press("teach-clear", kb.Enter+kb.Enter)
	v.wait(`document.querySelectorAll(".teach-strip img").length === 0 && document.querySelector(".teach-said").textContent === "Nothing has been taught yet."`, "no pictures, and no head")
}

// pictures returns how many pictures are shown.
func (v *visit) pictures() int {
	v.t.Helper()
	return evaluate[int](v, `document.querySelectorAll(".teach-strip img").length`)
}

// waitPictures waits for so many pictures of the class in a row of the list.
func (v *visit) waitPictures(row, n int) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`document.querySelectorAll(".teach-classes > div")[%d].querySelectorAll("img").length === %d`, row, n), fmt.Sprintf("%d pictures in row %d", n, row))
}

// waitTaught waits until a head was trained on so many pictures.
func (v *visit) waitTaught(n int) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`document.querySelector(".teach-state").textContent.startsWith("Pictures: %d, ")`, n), "a head")
}

// waitSaid waits for an answer.
func (v *visit) waitSaid(name string) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`document.querySelector(".teach-said").textContent === %q`, name), "the answer "+name)
}

// show has the page show a sample.
func (v *visit) show(sample string) {
	v.t.Helper()
	evaluate[any](v, fmt.Sprintf(`void (location.hash = location.hash.replace(/source=[^&]*/, "source=sample/%s"))`, sample))
	v.wait(fmt.Sprintf(`document.querySelector(".sample[aria-pressed=true] img")?.src.includes(%q)`, sample), "the sample "+sample)
}

// teachAnswers returns what the head says, as it is shown.
func (v *visit) teachAnswers() string {
	v.t.Helper()
	return evaluate[string](v, `[...document.querySelectorAll(".teach-said, .teach-answers li, .teach-threshold")].map((e) => e.textContent).join(" | ")`)
}

// uploadFolder gives the panel a folder.
func (v *visit) uploadFolder(dir string) {
	v.t.Helper()
	v.do(chromedp.SetUploadFiles(chromedp.ID("teach-folder-input"), []string{dir}))
}

// A button collects while it is held; a still picture is collected once.
func (s *pageSite) testTeachByMouse(t *testing.T) {
	v := s.openTeach(t)
	hold := func(row int) {
		at := evaluate[[]float64](v, fmt.Sprintf(`(() => {
			const button = document.querySelectorAll(".teach-classes > div")[%d].querySelector(".teach-hold");
			button.scrollIntoView({block: "center", behavior: "instant"});
			const box = button.getBoundingClientRect();
			return [box.x + box.width / 2, box.y + box.height / 2];
		})()`, row))
		v.do(chromedp.MouseEvent(chromedp.MousePressed, at[0], at[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))
		v.waitPictures(row, 1)
		v.wait(`document.querySelector(".collects")`, "the row that collects")
		v.do(chromedp.MouseEvent(chromedp.MouseReleased, at[0], at[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))
		v.wait(`!document.querySelector(".collects")`, "the end of collecting")
		v.waitPictures(row, 1)
	}
	hold(0)
	v.show("lemon")
	hold(1)
	v.waitTaught(2)
	v.waitSaid("Class 2")
	v.show("strawberry")
	v.waitSaid("Class 1")
	if have := v.textOf(".teach-held"); !strings.Contains(have, "No picture is held out") {
		t.Errorf("have %q, want that nothing is held out", have)
	}
	if have := v.textOf(".teach-warnings"); !strings.Contains(have, "Class 1 has few pictures: 1.") {
		t.Errorf("have %q, want that there are few pictures", have)
	}
	if have := v.textOf(".teach-kept"); !strings.HasPrefix(have, "Pictures: 2, ") || !strings.Contains(have, "stay in this browser") {
		t.Errorf("have %q, want two pictures that are kept", have)
	}
	evaluate[any](v, `document.querySelector(".teach-strip button").click()`)
	v.waitPictures(0, 0)
	evaluate[any](v, `document.querySelector("[data-do=undo]:enabled").click()`)
	v.waitPictures(1, 0)
}

// Everything is done by keys alone.
func (s *pageSite) testTeachByKeyboard(t *testing.T) {
	v := s.openTeach(t)
	v.press("panel", "1")
	v.waitPictures(0, 1)
	v.show("lemon")
	v.press("teach-train", "2")
	v.waitPictures(1, 1)
	v.waitTaught(2)
	v.waitSaid("Class 2")

	evaluate[any](v, `document.querySelectorAll(".teach-name")[1].focus()`)
	evaluate[any](v, `document.querySelectorAll(".teach-name")[1].select()`)
	v.do(chromedp.KeyEvent("L1m" + kb.Tab)) // the field gets the 1
	v.wait(`document.activeElement.dataset.do === "hold"`, "the button after the name")
	v.waitSaid("L1m")
	v.waitPictures(0, 1)
	v.do(chromedp.KeyEvent(" "))
	v.waitPictures(1, 2)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.waitPictures(1, 3)

	v.press("teach-add", kb.Enter)
	v.wait(`document.activeElement.value === "Class 3"`, "a third class, whose name can be written")
	v.do(chromedp.KeyEvent(kb.Tab + kb.Tab + kb.Tab)) // undo has nothing to do
	v.wait(`document.activeElement.dataset.do === "remove"`, "the button that removes the class")
	v.do(chromedp.KeyEvent(kb.Enter))
	v.wait(`document.activeElement.id === "teach-add" && document.querySelectorAll(".teach-classes > div").length === 3`, "two classes and none of them")

	evaluate[any](v, `document.querySelectorAll(".teach-strip")[1].querySelector("[tabindex='0']").focus()`)
	v.do(chromedp.KeyEvent(kb.ArrowLeft + kb.Delete))
	v.waitPictures(1, 2)
	v.press("panel", "0")
	v.waitPictures(2, 1)
	v.press("teach-embedding", " ")
	v.waitTaught(4)
	v.press("teach-softmax", " ")
	v.waitTaught(4)
}

// A folder's photos are of the classes that its folders name; they are there when the page is loaded again.
func (s *pageSite) testTeachFolder(t *testing.T) {
	v := s.openTeach(t)
	v.wipeAll()
	v.uploadFolder(writeCrops(t))
	n := len(taughtThings) * cropsEach
	v.wait(fmt.Sprintf(`document.querySelectorAll(".teach-strip img").length === %d`, n), "the photos")
	names := evaluate[[]string](v, `[...document.querySelectorAll("input.teach-name")].map((e) => e.value)`)
	slices.Sort(names)
	if want := slices.Sorted(slices.Values(taughtThings)); !slices.Equal(names, want) {
		t.Errorf("have the classes %q, want %q", names, want)
	}
	v.waitTaught(n)
	held := v.textOf(".teach-held")
	if !strings.Contains(held, " of 6 are right") { // two of each: a quarter
		t.Errorf("have %q, want six photos held out", held)
	}
	if have := v.textOf(".teach-threshold"); strings.Contains(have, "and 0 of 0 wrong ones") && !strings.HasPrefix(have, "Below 50.0% ") {
		t.Errorf("have %q, want no higher threshold than a half where nothing shows what to reject", have)
	}
	for _, name := range taughtThings {
		v.show(name)
		v.waitSaid(name)
	}
	answers := v.teachAnswers()
	v.do(chromedp.Reload())
	v.wait(fmt.Sprintf(`document.querySelectorAll(".teach-strip img").length === %d`, n), "the photos after the page was loaded again")
	v.waitTaught(n)
	v.waitSaid(taughtThings[len(taughtThings)-1])
	if have := v.teachAnswers(); have != answers {
		t.Errorf("loaded again, have %q, want %q", have, answers)
	}
}

// A tab that is closed in the middle loses no picture that it has counted.
func (s *pageSite) testTeachClosed(t *testing.T) {
	v := s.openTeach(t)
	v.wipeAll()
	v.uploadFolder(writeCrops(t))
	v.wait(`parseInt(document.querySelector(".teach-kept").textContent.replace(/^\D+/, "")) >= 4`, "some pictures")
	counted := v.pictures()
	v.do(chromedp.Navigate("about:blank"))
	again := s.open(t, teachHash)
	again.wait(fmt.Sprintf(`document.querySelectorAll(".teach-strip img").length >= %d`, counted), "the pictures that were counted")
}

// wipeAll deletes pictures, if there are any, and classes.
func (v *visit) wipeAll() {
	v.t.Helper()
	if v.pictures() > 0 {
		v.wipe()
	}
	for evaluate[int](v, `document.querySelectorAll("#panel [data-do=remove]").length`) > 0 {
		evaluate[any](v, `document.querySelector("#panel [data-do=remove]").click()`)
	}
}

// Another network sees the pictures anew, and a head for it is trained.
func (s *pageSite) testTeachNetwork(t *testing.T) {
	v := s.teachCrops(t)
	v.press("alpha", kb.ArrowRight)
	v.wait(`location.hash.includes("alpha=0.5") && document.querySelector(".teach-said").textContent !== "strawberry"`, "that the head reads another network")
	v.waitSaid("strawberry")
	if have := v.save("teach-export", "safetensors"); !bytes.Contains(have, []byte(`"alpha":"0.5"`)) {
		t.Errorf("have the head %.400q, want one of α 0.5", have)
	}
}

// teachCrops opens the panel and teaches it the crops.
func (s *pageSite) teachCrops(t *testing.T) *visit {
	t.Helper()
	v := s.openTeach(t)
	v.wipeAll()
	v.uploadFolder(writeCrops(t))
	v.waitTaught(len(taughtThings) * cropsEach)
	v.waitSaid("strawberry")
	return v
}

// Attributes, places and things to find again are taught by the same pictures.
func (s *pageSite) testTeachKinds(t *testing.T) {
	v := s.teachCrops(t)
	n := len(taughtThings) * cropsEach
	v.press("teach-cells", " ")
	v.wait(`document.querySelector(".teach-held").textContent.includes("Right or next door")`, "the places")
	v.waitSaid("strawberry")
	v.press("teach-embedding", " ")
	v.wait(`document.querySelector(".teach-held").textContent.includes("recall at 1") && document.querySelector(".teach-threshold").textContent.startsWith("Below a cosine of 0.")`, "the things")
	v.waitSaid("strawberry")

	v.press("teach-sigmoid", " ")
	v.wait(`document.querySelectorAll(".teach-hold").length === 7`, "two buttons for each attribute")
	v.press("teach-train", kb.Enter)
	v.wait(`document.querySelector(".teach-state").textContent === "First collect pictures that have an attribute, and pictures that lack it."`, "what is missing")
	names := evaluate[[]string](v, `[...document.querySelectorAll("input.teach-name")].map((e) => e.value)`)
	v.show("lemon")
	v.press("panel", string("!@#"[slices.Index(names, "strawberry")])) // with the Shift key
	v.wait(`document.querySelectorAll(".teach-strip .lacks").length === 1`, "a picture that lacks the attribute")
	v.waitTaught(n + 1)
	v.wait(`document.querySelector(".teach-held").textContent.includes("Mean average precision") || document.querySelector(".teach-held").textContent.includes("are right")`, "how well attributes are known")
}

// What is saved and opened answers the same to the bit; what is no head, or damaged, or newer changes nothing.
func (s *pageSite) testTeachFiles(t *testing.T) {
	v := s.teachCrops(t)
	answers, file := v.teachAnswers(), v.save("teach-export", "safetensors")
	v.wipe()
	open := func(name string, content []byte) {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
		v.do(chromedp.SetUploadFiles(chromedp.ID("teach-import-input"), []string{path}))
		v.wait(fmt.Sprintf(`document.querySelector(".teach-file-state").textContent.includes(%q)`, name), "what became of "+name)
	}
	open("taught.safetensors", file)
	v.waitSaid("strawberry")
	if have := v.teachAnswers(); !strings.HasPrefix(answers, strings.Split(have, " | Below")[0]) {
		t.Errorf("opened, the head says %q, want %q", have, answers)
	}
	before := v.teachAnswers()
	damaged := bytes.Clone(file)
	damaged[len(damaged)-9] ^= 1
	weights, err := filepath.Glob(filepath.Join(ownWeights, "*.safetensors"))
	if err != nil || len(weights) == 0 {
		t.Fatalf("have no weights in %s: %v", ownWeights, err)
	}
	foreign, err := os.ReadFile(weights[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, says string
		content    []byte
	}{
		{"damaged.safetensors", "the file was changed", damaged},
		{"short.safetensors", "nothing has changed", file[:len(file)/2]},
		{"foreign.safetensors", "nothing has changed", foreign},
		{"newer.safetensors", "another version", bytes.Replace(file, []byte(`"version":"1"`), []byte(`"version":"2"`), 1)},
		{"text.safetensors", "nothing has changed", []byte("no head")},
		{"empty.safetensors", "nothing has changed", nil},
	} {
		open(c.name, c.content)
		if have := v.textOf(".teach-file-state"); !strings.Contains(have, "was not opened, and nothing has changed.") || !strings.Contains(have, c.says) {
			t.Errorf("%s: have %q, want that nothing has changed, and %q", c.name, have, c.says)
		}
		if have := v.teachAnswers(); have != before {
			t.Errorf("%s: have %q, want %q as before", c.name, have, before)
		}
	}
	if again := v.save("teach-export", "safetensors"); !bytes.Equal(again, file) {
		t.Error("saved again, the head is another file")
	}
	v.press("alpha", kb.ArrowRight)
	v.waitSaid("Another network runs now, whose features this head cannot read.")
	open("back.safetensors", file)
	v.wait(`location.hash.includes("alpha=0.25")`, "the network that the head reads")
	v.waitSaid("strawberry")
}

// Where the browser keeps nothing, pictures last for the visit, and the panel says so.
func (s *pageSite) testTeachUnkept(t *testing.T) {
	v := s.openWith(t, teachHash, throwing)
	v.waitLive()
	v.wait(`document.querySelector(".teach-kept").textContent.includes("keeps nothing")`, "that nothing is kept")
	v.press("panel", "1")
	v.waitPictures(0, 1)
	v.show("lemon")
	v.press("panel", "2")
	v.waitTaught(2)
	v.waitSaid("Class 2")
}

// Where there is no room left, pictures last for the visit, and the panel says so.
func (s *pageSite) testTeachFull(t *testing.T) {
	const full = `IDBObjectStore.prototype.add = function () { this.transaction.abort(); throw new DOMException("full", "QuotaExceededError"); };`
	v := s.openWith(t, teachHash, full)
	v.waitLive()
	v.wait(`document.querySelector(".teach-hold")`, "the classes")
	v.wipeAll()
	v.press("teach-add", kb.Enter)
	v.press("panel", "1")
	v.waitPictures(0, 1)
	v.wait(`document.querySelector(".teach-kept").textContent.includes("no room left for 1 of them")`, "that there is no room")
	v.do(chromedp.Reload())
	v.wait(`document.querySelector(".teach-kept").textContent.startsWith("Pictures: 0,")`, "no picture")
}

// Nothing is wider than the window.
func (s *pageSite) testTeachLayout(t *testing.T) {
	v := s.teachCrops(t)
	for _, width := range widths {
		v.resize(width, 900)
		if have := evaluate[int64](v, `document.documentElement.scrollWidth`); have > width {
			t.Errorf("have a page of %d pixels in a window of %d", have, width)
		}
	}
}

// TestOfficialPanelTeach teaches Google's networks three cartons by ten photos of each, and holds out photos from other
// shops: nine in ten of these are right.
func TestOfficialPanelTeach(t *testing.T) {
	needOfficial(t)
	dir := writeCartons(t)
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, officialDir)
	s.browser = startBrowser(t, ctx)
	for _, alpha := range []string{"0.25", "1"} {
		v := s.open(t, "#panel=teach&resolution=160&alpha="+alpha)
		v.waitLive()
		v.wait(`document.querySelector(".teach-hold")`, "the classes")
		v.wipeAll()
		v.uploadFolder(dir)
		v.waitTaught(3 * (cartonsTrained + cartonsHeld))
		held := v.textOf(".teach-held")
		t.Logf("α %s: %s %s", alpha, held, v.textOf(".teach-state"))
		var right, of int
		if _, err := fmt.Sscanf(held, "Of the pictures held out, %d of %d are right", &right, &of); err != nil || of != 3*cartonsHeld || 10*right < 9*of {
			t.Errorf("α %s: have %q, want nine in ten of %d right", alpha, held, 3*cartonsHeld)
		}
	}
}

// Of each carton, the first photos are trained on, and the last, a quarter, held out.
const (
	cartonsTrained = 10
	cartonsHeld    = 4
)

// writeCartons writes photos of three cartons into folders: in the order of their names, first those from some shops, then
// those from others.
func writeCartons(t *testing.T) string {
	t.Helper()
	archives, err := filepath.Glob("../../shared/data/photos/*.tar")
	if err != nil || len(archives) == 0 {
		t.Skip("needs the photos of things in shops beside the repository")
	}
	photos := make(map[string][]byte)
	for _, path := range archives {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for archive := tar.NewReader(bytes.NewReader(content)); ; {
			header, err := archive.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if photos[header.Name], err = io.ReadAll(archive); err != nil {
				t.Fatal(err)
			}
		}
	}
	dir := filepath.Join(t.TempDir(), "cartons")
	names := slices.Sorted(maps.Keys(photos))
	for _, thing := range []string{"Oatly-Natural-Oatghurt", "Yoggi-Strawberry-Yoghurt", "Tropicana-Apple-Juice"} {
		if err := os.MkdirAll(filepath.Join(dir, thing), 0o777); err != nil {
			t.Fatal(err)
		}
		for i, set := range []struct {
			shops string
			most  int
		}{{"grocery/train", cartonsTrained}, {"grocery/test", cartonsHeld}} {
			n := 0
			for _, name := range names {
				if !strings.HasPrefix(name, set.shops) || !strings.Contains(name, "__"+thing+"__") || n == set.most {
					continue
				}
				n++
				if err := os.WriteFile(filepath.Join(dir, thing, fmt.Sprintf("%d-%02d.webp", i, n)), photos[name], 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if n < set.most {
				t.Fatalf("%s: have %d photos of %s, want %d", thing, n, set.shops, set.most)
			}
		}
	}
	return dir
}
