package e2e

import (
	"archive/tar"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
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
	t.Run("closed while it stores", s.testTeachStoring)
	t.Run("another network", s.testTeachNetwork)
	t.Run("kinds", s.testTeachKinds)
	t.Run("files", s.testTeachFiles)
	t.Run("files with pictures", s.testTeachCollection)
	t.Run("files at once", s.testTeachOpening)
	t.Run("drops", s.testTeachDrops)
	t.Run("distilled", s.testTeachDistilled)
	t.Run("distilled from other pictures", s.testTeachDistilledLate)
	t.Run("every network", s.testTeachTable)
	t.Run("a network of the visitor's", s.testTeachOwnNetwork)
	t.Run("nothing kept", s.testTeachUnkept)
	t.Run("no room", s.testTeachFull)
	t.Run("layout", s.testTeachLayout)
	t.Run("alone", s.testTeachAlone)
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
	classes := func() int { return evaluate[int](v, `document.querySelectorAll("#panel [data-do=remove]").length`) }
	for classes() > 2 {
		evaluate[any](v, `document.querySelector("#panel [data-do=remove]").click()`)
	}
	for classes() < 2 {
		v.click("teach-add")
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
	if have := v.textOf(".teach-threshold"); strings.Contains(have, "collect some pictures of") && !strings.HasPrefix(have, "Below 50.0% ") {
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

// storedPictures is how many pictures the browser keeps.
const storedPictures = `offered.collection.load().then(({ pictures }) => pictures.length)`

// A picture that is stored when the panel is closed counts when the panel is opened again.
func (s *pageSite) testTeachStoring(t *testing.T) {
	v := s.openTeach(t)
	evaluate[any](v, `(() => {
		const real = OffscreenCanvas.prototype.convertToBlob, asked = Promise.withResolvers(), held = Promise.withResolvers();
		window.askedToStore = asked.promise;
		window.letItStore = held.resolve;
		OffscreenCanvas.prototype.convertToBlob = async function (...how) {
			asked.resolve();
			await held.promise;
			return real.apply(this, how);
		};
		document.querySelector(".teach-hold").click();
	})()`)
	evaluate[any](v, `askedToStore`)
	v.openPanel("paper")
	evaluate[any](v, `letItStore()`)
	for evaluate[int](v, storedPictures) == 0 {
	}
	v.openPanel("teach")
	v.wait(`document.querySelector(".teach-hold")`, "the classes")
	if have := v.pictures(); have != 1 {
		t.Errorf("have %d pictures, want the one that is stored", have)
	}
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
	open := v.openTaught
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

// openTaught opens a file in the panel and waits for what becomes of it.
func (v *visit) openTaught(name string, content []byte) {
	v.t.Helper()
	path := filepath.Join(v.t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o666); err != nil {
		v.t.Fatal(err)
	}
	v.do(chromedp.SetUploadFiles(chromedp.ID("teach-import-input"), []string{path}))
	v.wait(fmt.Sprintf(`document.querySelector(".teach-file-state").textContent.includes(%q)`, name), "what became of "+name)
}

// taught returns what the panel shows of a head: its answers, and how well it does.
func (v *visit) taught() string {
	v.t.Helper()
	return v.teachAnswers() + " | " + v.textOf(".teach-held") + v.textOf(".teach-found .teach-table")
}

// Saved with its pictures, a head is the same when it is opened, and when it is trained anew; where there are pictures
// already, those stay.
func (s *pageSite) testTeachCollection(t *testing.T) {
	v := s.teachCrops(t)
	n := len(taughtThings) * cropsEach
	before, file := v.taught(), v.save("teach-export-all", "safetensors")
	v.wipeAll()
	v.openTaught("all.safetensors", file)
	v.wait(fmt.Sprintf(`document.querySelectorAll(".teach-strip img").length === %d`, n), "the pictures")
	v.waitSaid("strawberry")
	if have := v.taught(); have != before {
		t.Errorf("opened, have %q, want %q", have, before)
	}
	if again := v.save("teach-export-all", "safetensors"); !bytes.Equal(again, file) {
		t.Error("saved again, have another file")
	}
	v.press("teach-train", kb.Enter)
	v.waitTaught(n)
	if again := v.save("teach-export-all", "safetensors"); !bytes.Equal(again, file) {
		t.Error("trained anew, have another file")
	}
	v.do(chromedp.Reload())
	v.waitTaught(n)
	v.waitSaid("strawberry")
	if have := v.taught(); have != before {
		t.Errorf("loaded again, have %q, want %q", have, before)
	}
	v.openTaught("more.safetensors", file)
	if have := v.textOf(".teach-file-state"); !strings.Contains(have, "Its pictures were left out") || v.pictures() != n {
		t.Errorf("have %q and %d pictures, want that those of the file were left out, and %d", have, v.pictures(), n)
	}
	damaged := bytes.Clone(file)
	damaged[len(damaged)-100] ^= 1
	v.wipeAll()
	for name, content := range map[string][]byte{"damaged.safetensors": damaged, "short.safetensors": file[:len(file)-1000]} {
		v.openTaught(name, content)
		if have := v.textOf(".teach-file-state"); !strings.Contains(have, "was not opened, and nothing has changed.") || v.pictures() > 0 {
			t.Errorf("%s: have %q and %d pictures, want that nothing has changed", name, have, v.pictures())
		}
	}
}

// Of two files that are opened at once the pictures of the first are taken in. A panel that is closed while one is opened keeps
// nothing of it.
func (s *pageSite) testTeachOpening(t *testing.T) {
	v := s.teachCrops(t)
	n, dir := len(taughtThings)*cropsEach, t.TempDir()
	file := v.save("teach-export-all", "safetensors")
	choose := func(name string) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, file, 0o666); err != nil {
			t.Fatal(err)
		}
		v.do(chromedp.SetUploadFiles(chromedp.ID("teach-import-input"), []string{path}))
	}
	const hold = `(() => {
		const real = window.createImageBitmap, asked = Promise.withResolvers(), held = Promise.withResolvers();
		window.askedToStore = asked.promise;
		window.letItStore = () => { window.createImageBitmap = real; held.resolve(); };
		window.createImageBitmap = async (...what) => {
			if (what[0] instanceof Blob) {
				asked.resolve();
				await held.promise;
			}
			return real(...what);
		};
	})()`
	v.wipeAll()
	evaluate[any](v, hold)
	choose("one.safetensors")
	evaluate[any](v, `askedToStore`)
	choose("two.safetensors")
	evaluate[any](v, `letItStore()`)
	v.wait(`document.querySelector(".teach-file-state").textContent.includes("two.safetensors")`, "what became of the second file")
	if have := v.textOf(".teach-file-state"); !strings.Contains(have, "Its pictures were left out") || v.pictures() != n {
		t.Errorf("have %q and %d pictures, want those of the first file alone, %d", have, v.pictures(), n)
	}
	v.wipeAll()
	evaluate[any](v, hold)
	choose("late.safetensors")
	evaluate[any](v, `askedToStore`)
	v.openPanel("paper")
	evaluate[any](v, fmt.Sprintf(`new Promise((resolve) => {
		const real = IDBObjectStore.prototype.delete;
		let left = %d;
		IDBObjectStore.prototype.delete = function (...which) {
			if (--left === 0) setTimeout(resolve);
			return real.apply(this, which);
		};
		letItStore();
		setTimeout(resolve, 10_000); // where they are kept
	})`, n))
	if have := evaluate[int](v, storedPictures); have != 0 {
		t.Errorf("have %d pictures, want none of a file that was opened when the panel was closed", have)
	}
}

// Photos go to the class that they are dropped onto, or else to the last; one that is dropped elsewhere comes onto the stage.
// A head that is dropped onto the page says where it is opened.
func (s *pageSite) testTeachDrops(t *testing.T) {
	dir := writeCrops(t)
	photo := func(thing string, i int) string { return filepath.Join(dir, thing, strconv.Itoa(i)+".jpg") }
	v := s.openTeach(t)
	v.dropPaths(".teach-classes > div:nth-child(2)", photo("lemon", 0))
	v.waitPictures(1, 1)
	v.dropPaths(".teach-collect h2", photo("lemon", 1))
	v.waitPictures(1, 2)
	v.dropPaths("#stage", photo("lemon", 2), photo("lemon", 3))
	v.waitPictures(1, 4)
	v.dropPaths(".teach-classes > div:nth-child(3)", photo("keyboard", 0))
	v.waitPictures(2, 1)
	v.dropPaths(".teach-classes > div:nth-child(1)", filepath.Join(dir, "strawberry"))
	v.wait(fmt.Sprintf(`document.querySelector(".teach-classes > div:nth-child(3) .teach-name").value === "strawberry" && document.querySelectorAll(".teach-classes > div:nth-child(3) img").length === %d`, cropsEach),
		"the folder's class with its photos")
	v.dropPaths("#stage", photo("keyboard", 1))
	v.wait(`!document.querySelector(".sample[aria-pressed=true]")`, "the photo on the stage")
	if have, want := v.pictures(), 5+cropsEach; have != want {
		t.Errorf("have %d pictures, want %d", have, want)
	}
	v.waitTaught(5 + cropsEach)
	v.drop("head.safetensors", "", v.save("teach-export", "safetensors"))
	if text := v.notice("These weights cannot be used"); !strings.Contains(text, "open it in the panel “Teach”") {
		t.Errorf("have %q, want where a head is opened", text)
	}
}

// A narrow network's head learns what the widest one's says; the widest one itself has nobody to learn from.
func (s *pageSite) testTeachDistilled(t *testing.T) {
	v := s.teachCrops(t)
	v.press("teach-distil", kb.Enter)
	v.wait(`document.querySelector(".teach-agreement").textContent`, "how alike the networks are")
	said := v.textOf(".teach-agreement")
	var of, is, was int
	if _, err := fmt.Sscanf(said, "On the %d answers to pictures held out, the head now says the same as that of α 0.75 %d times; before, it was %d times.", &of, &is, &was); err != nil || of != 6 || is < was || is < 5 {
		t.Errorf("have %q, want it no less often than before on 6", said)
	}
	v.waitSaid("strawberry")
	if have := v.textOf(".teach-state"); !strings.HasPrefix(have, "Pictures: 18, 6 of them held out.") {
		t.Errorf("have %q, want the pictures as before", have)
	}
	v.press("alpha", kb.End)
	v.wait(`location.hash.includes("alpha=0.75")`, "the widest network")
	v.waitSaid("strawberry")
	v.press("teach-distil", kb.Enter)
	v.wait(`document.querySelector(".teach-widths-state").textContent.includes("widest network already")`, "that there is no wider one")
}

// A head does not learn what the widest network says of pictures that have become others meanwhile, as many as before.
func (s *pageSite) testTeachDistilledLate(t *testing.T) {
	v := s.teachCrops(t)
	n := len(taughtThings) * cropsEach
	evaluate[any](v, `(() => {
		const real = offered.engine.request, asked = Promise.withResolvers(), held = Promise.withResolvers();
		window.askedForFeatures = asked.promise;
		window.letFeaturesCome = () => { delete offered.engine.request; held.resolve(); };
		offered.engine.request = async function (message) {
			if (message.kind === "frame") {
				asked.resolve();
				await held.promise;
			}
			return real.call(this, message);
		};
	})()`)
	v.press("teach-distil", kb.Enter)
	evaluate[any](v, `askedForFeatures`)
	evaluate[any](v, `document.querySelector(".teach-strip [data-do=delete]").click()`)
	v.waitPictures(0, cropsEach-1)
	evaluate[any](v, `document.querySelector(".teach-hold").click()`)
	v.wait(fmt.Sprintf(`document.querySelectorAll(".teach-strip img").length === %d && !document.querySelector(".collects")`, n), "another picture")
	evaluate[any](v, `letFeaturesCome()`)
	v.wait(`document.querySelector(".teach-widths-state").textContent === ""`, "the end")
	if have := v.textOf(".teach-agreement"); have != "" {
		t.Errorf("have %q, want nothing learned of pictures that have changed", have)
	}
	v.waitTaught(n)
}

// Every network does the task; what the table says is in the file, with its interval.
func (s *pageSite) testTeachTable(t *testing.T) {
	v := s.teachCrops(t)
	v.press("teach-table", kb.Enter)
	const networks = 12 // three widths, four resolutions
	v.wait(fmt.Sprintf(`document.querySelectorAll(".teach-points tbody tr").length === %d && document.getElementById("teach-table").textContent === "Compare every α and ρ"`, networks), "a row for each network")
	rows := v.cells(".teach-points table")
	file := string(v.save("teach-csv", "csv"))
	lines := strings.Split(strings.TrimSpace(file), "\r\n")
	if lines[0] != "alpha,resolution,precision,right,held_out,low,high,median_ms,multiply_adds" || len(lines) != networks+1 {
		t.Fatalf("have %d lines of the columns %s, want %d", len(lines), lines[0], networks+1)
	}
	for i, line := range lines[1:] {
		fields := strings.Split(line, ",")
		numbers := make([]float64, len(fields))
		for j, field := range fields {
			numbers[j], _ = strconv.ParseFloat(field, 64)
		}
		right, of, low, high, ms := numbers[3], numbers[4], numbers[5], numbers[6], numbers[7]
		if of != 6 || right > of || !(0 < low && low <= right/of && right/of <= high && high <= 1) || ms <= 0 {
			t.Errorf("have %q, want some of 6 right, within an interval, in some time", line)
		}
		if row := rows[i]; row[0] != fields[0] || row[1] != fields[1] || row[2] != fields[3]+"/"+fields[4] || number(row[4]) <= 0 {
			t.Errorf("have the row %q, want what the file says, %q", row, line)
		}
	}
	t.Logf("%q", rows)
	points := evaluate[[]string](v, `[...document.querySelectorAll(".teach-points .chart [data-key]")].map((e) => e.getAttribute("aria-label"))`)
	for _, row := range rows {
		right, of, _ := strings.Cut(row[2], "/")
		if want := fmt.Sprintf("%s/%s: %s of %s right, %s ms", row[0], row[1], right, of, row[4]); !slices.Contains(points, want) {
			t.Errorf("have the points %q, want %q among them", points, want)
		}
	}
	evaluate[any](v, `document.querySelector('.teach-points .chart [data-key][tabindex="0"]').focus()`)
	v.do(chromedp.KeyEvent(kb.End))
	slowest := slices.MaxFunc(rows, func(a, b []string) int { return cmp.Compare(number(a[4]), number(b[4])) })
	if have, want := evaluate[string](v, `document.activeElement.dataset.key`), slowest[0]+"/"+slowest[1]; have != want {
		t.Errorf("the End key went to %s, want the slowest network, %s", have, want)
	}
	v.waitSaid("strawberry") // by the network as before
	if file := string(v.save("teach-json", "json")); !strings.Contains(file, `"kind": "softmax"`) || strings.Count(file, `"median_ms"`) != networks {
		t.Errorf("have the file %q, want the table with what was taught", file)
	}
}

// A network of the visitor's is a backbone too, whatever its classes; its head is of no use without it.
func (s *pageSite) testTeachOwnNetwork(t *testing.T) {
	for _, c := range []struct {
		name    string
		content func(t *testing.T) []byte
	}{
		{"random.safetensors", func(*testing.T) []byte { return randomNetwork(0.25, 5).safetensors(0.25, nil) }},
		{"classes5-labels.tflite", func(t *testing.T) []byte { // retrained, with labels of its own
			content, err := os.ReadFile(filepath.Join(broughtDir, "classes5-labels.tflite"))
			if err != nil {
				t.Skipf("needs files of weights beside the repository: %v", err)
			}
			return content
		}},
	} {
		t.Run(c.name, func(t *testing.T) { s.testTeachBrought(t, c.name, c.content(t)) })
	}
}

func (s *pageSite) testTeachBrought(t *testing.T, name string, weights []byte) {
	v := s.openTeach(t)
	v.wipeAll()
	v.drop(name, "", weights)
	v.wait(`document.getElementById("weights").value === "file"`, "the network of the visitor's")
	v.waitLive()
	v.uploadFolder(writeCrops(t))
	v.waitTaught(len(taughtThings) * cropsEach)
	file := v.save("teach-export", "safetensors")
	if digest := fmt.Sprintf("%x", sha256.Sum256(weights)); !bytes.Contains(file, []byte(digest)) {
		t.Errorf("have the head %.500q, want it to know its backbone %s", file, digest)
	}
	v.openTaught("mine-head.safetensors", file)
	if have := v.textOf(".teach-file-state"); !strings.HasPrefix(have, "Opened: mine-head.safetensors.") {
		t.Errorf("have %q, want it opened", have)
	}
	v.do(chromedp.Reload())
	v.waitTaught(len(taughtThings) * cropsEach) // by another network, since the file is gone
	before := v.teachAnswers()
	v.openTaught("lost.safetensors", file)
	if have := v.textOf(".teach-file-state"); !strings.Contains(have, "nothing has changed") || !strings.Contains(have, "another network’s features") {
		t.Errorf("have %q, want that its network is not here", have)
	}
	if have := v.teachAnswers(); have != before {
		t.Errorf("have %q, want %q as before", have, before)
	}
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

// Where there is no room left, pictures last for the visit, and the panel says so; those before stay.
func (s *pageSite) testTeachFull(t *testing.T) {
	const full = `{
		const add = IDBObjectStore.prototype.add;
		IDBObjectStore.prototype.add = function (...picture) {
			if (!window.full) return add.apply(this, picture);
			this.transaction.abort();
			throw new DOMException("full", "QuotaExceededError");
		};
	}`
	v := s.openWith(t, teachHash, full)
	v.waitLive()
	v.wait(`document.querySelector(".teach-hold")`, "the classes")
	v.wipeAll()
	v.press("teach-add", kb.Enter)
	v.press("panel", "1")
	v.waitPictures(0, 1)
	evaluate[any](v, `window.full = true`)
	v.show("lemon")
	v.press("panel", "1")
	v.waitPictures(0, 2)
	v.wait(`document.querySelector(".teach-kept").textContent.includes("no room left for 1 of them")`, "that there is no room for one")
	v.do(chromedp.Reload())
	v.wait(`document.querySelector(".teach-kept").textContent.startsWith("Pictures: 1,")`, "the picture that was kept")
	v.waitPictures(0, 1)
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

// A link hides what teaching does not need, and leaves the network as it is, and what was taught, which answers at once in
// a panel that is opened anew.
func (s *pageSite) testTeachAlone(t *testing.T) {
	v := s.teachCrops(t)
	v.click("teach-only")
	v.wait(`location.hash.includes("hide=") && document.querySelector(".teach-hold")`, "the link")
	v.waitSaid("strawberry")
	evaluate[any](v, `void (location.hash += "&lang=ko")`)
	v.wait(`document.querySelector(".teach-hold").textContent.includes("누르고 있으면 모음")`, "the panel in Korean")
	v.waitSaid("strawberry")
	v.show("lemon")
	v.waitSaid("lemon")
	have := evaluate[string](v, `["picture", "controls", "panel", "answers", "readouts", "figure", "tabs"].filter((part) => document.querySelector("[data-part~=" + part + "], #" + part).checkVisibility()).join(" ")`)
	if want := "picture controls panel"; have != want {
		t.Errorf("have %q shown, want %q", have, want)
	}
	if hash := evaluate[string](v, `location.hash`); !strings.Contains(hash, "panel=teach") || !strings.Contains(hash, "alpha=0.25") {
		t.Errorf("have the link %s, want the panel with the network as it is", hash)
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
