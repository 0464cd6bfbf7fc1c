package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestGiven holds the page to what visitors bring: folders with all kinds of names, photos that no browser reads, and
// several things at once, wherever they are dropped.
func TestGiven(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)
	t.Run("numbers and dates", s.testNumberedFolders)
	t.Run("several folders", s.testSeveralFolders)
	t.Run("Korean folders", s.testKoreanFolders)
	t.Run("Korean folders, early", s.testEarlyKoreanFolders)
	t.Run("unreadable", s.testUnreadable)
	t.Run("unreadable in a folder", s.testUnreadableInFolder)
	t.Run("folder beside the field", s.testFolderBeside)
	t.Run("photo and weights", s.testPhotoAndWeights)
	t.Run("left over", s.testLeftOver)
	t.Run("no panel of photos", s.testNoPhotosPanel)
}

// A gift is a directory of files that a visitor gives.
type gift struct {
	t   *testing.T
	dir string
}

func newGift(t *testing.T, name string) gift {
	return gift{t, filepath.Join(t.TempDir(), name)}
}

// put writes a file into the directory and returns its path.
func (g gift) put(path string, content []byte) string {
	g.t.Helper()
	photoSet{dir: g.dir}.write(g.t, path, content)
	return filepath.Join(g.dir, path)
}

// photo puts a drawing there, each time another one.
func (g gift) photo(path string) string {
	g.t.Helper()
	samples := listSamples(g.t)
	there := 0
	err := filepath.WalkDir(filepath.Dir(g.dir), func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			there++
		}
		return err
	})
	if err != nil {
		g.t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(samplesDir, samples[there%len(samples)].File))
	if err != nil {
		g.t.Fatal(err)
	}
	return g.put(path, content)
}

// dropPaths drops files and folders onto the middle of an element, as a browser does.
func (v *visit) dropPaths(selector string, paths ...string) {
	v.t.Helper()
	at := evaluate[[]float64](v, fmt.Sprintf(`(async () => {
		const element = document.querySelector(%q);
		element.scrollIntoView({block: "center", behavior: "instant"});
		let box = element.getBoundingClientRect(), before;
		do { // until nothing moves
			before = box.y;
			await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
			box = element.getBoundingClientRect();
		} while (box.y !== before);
		return [box.x + box.width / 2, box.y + box.height / 2];
	})()`, selector))
	for _, kind := range []input.DispatchDragEventType{
		input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver,
		input.DispatchDragEventTypeDragOver, // something that invites a drop lies over the stage by now
		input.DispatchDragEventTypeDrop,
	} {
		_, err := chromedp.Call(v.tab, input.DispatchDragEvent, input.DispatchDragEventParams{
			Type: kind, X: at[0], Y: at[1], Data: &input.DragData{Items: []*input.DragDataItem{}, Files: paths, DragOperationsMask: 1},
		})
		if err != nil {
			v.t.Fatal(err)
		}
	}
	if evaluate[bool](v, `document.body.classList.contains("dropping")`) {
		v.t.Error("the page still waits for a drop")
	}
}

// folders returns the panel's folders with their numbers of photos, their classes, and what is said of them.
func (v *visit) folders() []string {
	v.t.Helper()
	return evaluate[[]string](v, `[...document.querySelectorAll(".photos-folders li")].filter((li) => li.checkVisibility()).map((li) =>
		[li.querySelector(".photos-name").textContent, li.querySelector("small").textContent.replace(/\D/g, ""), li.querySelector("input").value,
			li.querySelector(".photos-note").textContent].join(" | "))`)
}

// wantFolders fails unless the panel has those folders, in any order.
func (v *visit) wantFolders(when string, want ...string) {
	v.t.Helper()
	have := v.folders()
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		v.t.Errorf("%s: have the folders %q, want %q", when, have, want)
	}
}

// waitTaken waits until the panel says that it has so many photos, so many of them with a class.
func (v *visit) waitTaken(photos, labelled int) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`document.getElementById("photos-taken")?.textContent.startsWith("%d photos, %d of them with a class.")`, photos, labelled),
		fmt.Sprintf("%d photos, %d of them with a class", photos, labelled))
}

// A name wins over a number; a number counts only when the visitor says that it is a class; a date is none.
func (s *pageSite) testNumberedFolders(t *testing.T) {
	const choose = "Which class is this? Without one, its photos do not count."
	g := newGift(t, "set")
	g.photo("hot dogs/1/a.jpg")
	g.photo("hot dogs/2/b.jpg")
	g.photo("1/c.jpg")
	g.photo("985/d.jpg")
	g.photo("Rex/1/e.jpg")
	g.photo("2024/05/f.jpg")
	g.photo("20240517/g.jpg")
	v := s.open(t, "#panel=photos&alpha=0.25&resolution=96")
	v.waitLive()
	v.do(chromedp.SetUploadFiles(chromedp.ID("photos-folder-input"), []string{g.dir}))
	v.waitTaken(7, 2)
	named := func(note string) []string {
		rest := []string{"hot dogs | 2 | hot dog | ", "Rex | 1 |  | " + choose, "2024 | 1 |  | " + choose, "20240517 | 1 |  | " + choose}
		if note != "" {
			return append(rest, "1 | 1 |  | "+fmt.Sprintf(note, "goldfish"), "985 | 1 |  | "+fmt.Sprintf(note, "daisy"))
		}
		return append(rest, "1 | 1 | goldfish | ", "985 | 1 | daisy | ")
	}
	v.wantFolders("before the question is answered", named("As the number of a class: %s?")...)
	if have := v.text("photos-numbered"); !strings.Contains(have, "number: 2.") {
		t.Errorf("have the question %q, want it for 2 folders", have)
	}
	v.press("photos-numbers", kb.Enter)
	v.waitTaken(7, 4)
	v.wantFolders("after the question is answered", named("")...)
	if evaluate[bool](v, `document.getElementById("photos-numbered").checkVisibility()`) {
		t.Error("the question stays after its answer")
	}
	if have := evaluate[string](v, "document.activeElement.value"); have != "goldfish" {
		t.Errorf("the focus is on %q, want the first folder that was meant", have)
	}
	v.press("photos-clear", kb.Enter)
	v.wait(`document.getElementById("photos-labels").hidden && document.getElementById("photos-taken").textContent === ""`, "the empty panel")
}

// Of folders that are dropped together, each says what its photos show.
func (s *pageSite) testSeveralFolders(t *testing.T) {
	g := newGift(t, "set")
	for _, path := range []string{"lemon/a.jpg", "Rex/b.jpg", "985/c.jpg"} {
		g.photo(path)
	}
	v := s.open(t, "#panel=photos&alpha=0.25&resolution=96")
	v.waitLive()
	v.dropPaths(".photos-in", filepath.Join(g.dir, "lemon"), filepath.Join(g.dir, "Rex"), filepath.Join(g.dir, "985"))
	v.waitTaken(3, 1)
	for i, folder := range v.folders() {
		if want := []string{"985 | 1 |  | As", "lemon | 1 | lemon | ", "Rex | 1 |  | Which"}[i]; !strings.HasPrefix(folder, want) {
			t.Errorf("have the folder %q, want %q", folder, want)
		}
	}
}

// Korean folders as Macs and as other systems write them mean the same, are one where they have one name, and come into a
// table that Excel reads.
func (s *pageSite) testKoreanFolders(t *testing.T) {
	const (
		lemon  = "레몬"
		hotDog = "핫도그"
		apart  = "\u1112\u1161\u11ba\u1103\u1169\u1100\u1173"               // 핫도그, its letters apart
		pasted = "\u1105\u1166\u1106\u1169\u11ab"                           // 레몬, likewise
		cream  = "\u110b\u1161\u110b\u1175\u1109\u1173 크\u1105\u1175\u11b7" // 아이스 크림, some of them
	)
	g := newGift(t, "사진")
	g.photo(lemon + "/IMG_1.jpg")
	g.photo(hotDog + "/IMG_1.jpg")
	g.photo(apart + "/IMG_2.jpg")
	g.photo(cream + "/IMG_1.jpg")
	content, err := os.ReadFile(filepath.Join(g.dir, hotDog, "IMG_1.jpg")) // of one name and length, yet another file
	if err != nil {
		t.Fatal(err)
	}
	one, other := filepath.Join(g.dir, hotDog, "IMG_1.jpg"), g.put(apart+"/IMG_1.jpg", content)
	for _, path := range []string{one, other} {
		if err := os.Chtimes(path, time.Unix(1e9, 0), time.Unix(1e9, 0)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		how  string
		give func(v *visit)
	}{
		{"dialog", func(v *visit) {
			v.do(chromedp.SetUploadFiles(chromedp.ID("photos-folder-input"), []string{g.dir}))
		}},
		{"drop", func(v *visit) { v.dropPaths(".photos-in", g.dir) }},
	} {
		v := s.open(t, "#panel=photos&lang=ko&alpha=0.25&resolution=96")
		v.waitLive()
		v.wait(`/[가-힣]/.test(document.querySelector("#photos-classes option")?.value)`, "the Korean names")
		c.give(v)
		v.wait(`document.getElementById("photos-taken").textContent.startsWith("사진 5장, 그 가운데 5장은 ")`, c.how+": five photos, all with a class")
		have := evaluate[[]string](v, `[...document.querySelectorAll(".photos-name")].map((e) => e.textContent)`)
		want := []string{lemon, "아이스 크림", hotDog}
		if !slices.Equal(have, want) {
			t.Errorf("%s: have the folders %+q, want %+q", c.how, have, want)
		}
		if c.how == "drop" {
			continue
		}
		field := fmt.Sprintf(`.photos-folders input[aria-label*=%q]`, lemon)
		v.typeInto(field, "없는 것")
		v.wait(`document.getElementById("photos-taken").textContent.startsWith("사진 5장, 그 가운데 4장은")`, "a name that means nothing")
		evaluate[any](v, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.value = %q; e.dispatchEvent(new Event("change", {bubbles: true})); })()`, field, pasted))
		v.wait(fmt.Sprintf(`document.querySelector(%q).value === %q`, field, lemon), "a name that was pasted from a Mac")
		v.press("photos-start", kb.Enter)
		v.wait(`document.getElementById("photos-start").textContent === "확인하기" && !document.getElementById("photos-found").hidden`, "the check")
		file := string(v.save("photos-csv", "csv"))
		if !strings.HasPrefix(file, "\xef\xbb\xbfphoto,") || !strings.Contains(file, lemon+"/IMG_1.jpg") {
			t.Errorf("have a CSV that begins %q, want a byte-order mark, and the photo of %s in it", file[:min(len(file), 80)], lemon)
		}
	}
}

// Folders that came before the Korean names are understood when these are there.
func (s *pageSite) testEarlyKoreanFolders(t *testing.T) {
	g := newGift(t, "사진")
	g.photo("레몬/IMG_1.jpg")
	g.photo("핫도그/IMG_1.jpg")
	g.photo("아무것/IMG_1.jpg")
	v := s.open(t, "#panel=photos&lang=en&alpha=0.25&resolution=96")
	v.waitLive()
	evaluate[any](v, `(() => {
		const real = fetch, held = Promise.withResolvers();
		window.letNamesCome = held.resolve;
		globalThis.fetch = (url, ...rest) => String(url).includes("labels.ko") ? held.promise.then(() => real(url, ...rest)) : real(url, ...rest);
		const chooser = document.getElementById("language");
		chooser.value = "ko";
		chooser.dispatchEvent(new Event("change"));
	})()`)
	v.wait(`document.documentElement.lang === "ko" && /[가-힣]/.test(document.getElementById("photos-folder").textContent)`, "the panel in Korean")
	v.do(chromedp.SetUploadFiles(chromedp.ID("photos-folder-input"), []string{g.dir}))
	v.wait(`document.getElementById("photos-taken").textContent.startsWith("사진 3장")`, "the photos")
	evaluate[any](v, `letNamesCome()`)
	v.wait(`document.getElementById("photos-taken").textContent.startsWith("사진 3장, 그 가운데 2장은")`, "two of the folders understood")
}

// unreadable are photos that this browser cannot decode, by their first bytes, with what is said of them.
var unreadable = []struct{ file, mime, content, want string }{
	{"IMG_0001.HEIC", "", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"},
	{"heif.heic", "image/heic", "\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1heixmiaf", "HEIC"},
	{"IMG_0002.jpg", "image/jpeg", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"}, // as some programs name it
	{"line.heic", "", "\n\n\n\nftypheic\x00\x00\x00\x00mif1heic", "HEIC"},
	{"broken.avif", "image/avif", "\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf", "format is AVIF"},
	{"scan.tiff", "image/tiff", "II*\x00\x08\x00\x00\x00", "format is TIFF/RAW"},
	{"DSC_1.NEF", "", "MM\x00*\x00\x00\x00\x08", "format is TIFF/RAW"},
	{"a.cr3", "", "\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom", "format is RAW"},
	{"a.raf", "", "FUJIFILMCCD-RAW 0201", "format is RAW"},
	{"a.jxl", "image/jxl", "\xff\x0a\x00", "format is JPEG XL"},
	{"a.jp2", "image/jp2", "\x00\x00\x00\x0cjP  \r\n\x87\n", "format is JPEG 2000"},
	{"a.psd", "", "8BPS\x00\x01", "format is Photoshop"},
	{"a.svg", "image/svg+xml", "<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", "format is SVG"},
	{"IMG_0001.MOV", "", "\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", "This is a video"},
	{"clip.mp4", "video/mp4", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "This is a video"},
	{"clip.wmv", "video/x-ms-wmv", "0&\xb2u", "This is a video"},
	{"clip.jpg", "image/jpeg", "\x1a\x45\xdf\xa3\x9fB", "This is a video"},
	{"text.png", "image/png", "no picture", "cannot read this file as a picture"},
	{"cut.heic", "", "\x00\x00", "cannot read this file as a picture"},
}

// A photo that the browser cannot decode is called what it is, with how to come by one that can be opened.
func (s *pageSite) testUnreadable(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=96")
	v.waitLive()
	for _, c := range unreadable {
		v.drop(c.file, c.mime, []byte(c.content))
		v.wait(fmt.Sprintf(`!document.getElementById("notice").hidden && document.getElementById("notice-text").textContent.includes(%q)`, c.want), c.file+": "+c.want)
		if have := v.notice("This picture cannot be opened"); strings.Contains(c.want, "HEIC") && !strings.Contains(have, "Export it as JPEG") {
			t.Errorf("%s: have %q, want how to convert it", c.file, have)
		}
		v.click("notice-close")
	}
	v.wait(`document.querySelector(".sample[aria-pressed=true]")`, "the sample from before")
}

// In a folder, what cannot be read is listed by name with why, before anything is checked, and does not count.
func (s *pageSite) testUnreadableInFolder(t *testing.T) {
	g := newGift(t, "set")
	g.photo("lemon/a.jpg")
	for _, c := range unreadable {
		if !strings.HasSuffix(c.file, ".jpg") && !strings.HasSuffix(c.file, ".png") { // these look readable until they are checked
			g.put(filepath.Join("lemon", c.file), []byte(c.content))
		}
	}
	g.put("hot dogs/IMG_9.HEIC", []byte(unreadable[0].content))
	g.put("loose.HEIC", []byte(unreadable[0].content))
	g.put("model.tflite", []byte("weights"))
	g.put("notes.txt", []byte("seen in May"))
	v := s.open(t, "#panel=photos&alpha=0.25&resolution=96")
	v.waitLive()
	v.do(chromedp.SetUploadFiles(chromedp.ID("photos-folder-input"), []string{g.dir}))
	v.waitTaken(1, 1)
	for _, folder := range v.folders() {
		if !strings.HasPrefix(folder, "lemon | 1 | lemon | ") {
			t.Errorf("have the folder %q, want that of the one photo that can be read", folder)
		}
	}
	listed := evaluate[map[string]string](v, `Object.fromEntries([...document.querySelectorAll("#photos-broken li")].filter((li) => li.checkVisibility())
		.map((li) => [li.textContent, li.closest("ul").previousElementSibling.textContent]))`)
	want := map[string]string{"set/hot dogs/IMG_9.HEIC": "HEIC", "set/loose.HEIC": "HEIC", "set/model.tflite": "This is a weights file"}
	for _, c := range unreadable {
		if !strings.HasSuffix(c.file, ".jpg") && !strings.HasSuffix(c.file, ".png") {
			want["set/lemon/"+c.file] = c.want
		}
	}
	for name, why := range want {
		if !strings.Contains(listed[name], why) {
			t.Errorf("%s: have %q, want %q", name, listed[name], why)
		}
	}
	if len(listed) != len(want) || !strings.Contains(v.text("photos-taken"), "not pictures: 1.") {
		t.Errorf("have %d files listed and %q, want %d and one that is no picture", len(listed), v.text("photos-taken"), len(want))
	}
}

// A folder is taken wherever it is dropped, whether the panel of photos is open or not, and so are several photos.
func (s *pageSite) testFolderBeside(t *testing.T) {
	g := newGift(t, "set")
	photos := []string{g.photo("lemon/a.jpg"), g.photo("lemon/b.jpg")}
	for _, c := range []struct{ name, where, onto string }{
		{"panel open", "#panel=photos&alpha=0.25&resolution=96", "h1"},
		{"beside the field", "#panel=photos&alpha=0.25&resolution=96", "#photos-networks"},
		{"another panel open", "#panel=paper&alpha=0.25&resolution=96", "#stage"},
		{"no panel open", "#alpha=0.25&resolution=96", "#stage"},
	} {
		v := s.open(t, c.where)
		v.waitLive()
		v.dropPaths(c.onto, g.dir)
		v.waitTaken(2, 2)
		if have := evaluate[string](v, "location.hash"); !strings.Contains(have, "panel=photos") {
			t.Errorf("%s: have the hash %q, want the panel of photos", c.name, have)
		}
	}
	v := s.open(t, "#alpha=0.25&resolution=96")
	v.waitLive()
	v.dropPaths("#stage", photos...)
	v.waitTaken(2, 0)

	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.Mkdir(empty, 0o777); err != nil {
		t.Fatal(err)
	}
	v.dropPaths(".photos-in", empty)
	v.wait(`document.getElementById("photos-taken").textContent.startsWith("This folder has no files")`, "that the folder is empty")
	v.dropPaths("#stage", empty)
	v.notice("This folder is empty")

	gone := newGift(t, "gone")
	gone.photo("lemon/a.jpg")
	evaluate[any](v, `void (DataTransferItem.prototype.webkitGetAsEntry = () => (
		{isFile: true, fullPath: "/gone/lemon/a.jpg", file: (_, fail) => fail(new DOMException("gone", "NotFoundError"))}))`)
	v.dropPaths("#stage", gone.dir)
	v.wait(`document.getElementById("photos-broken").textContent.includes("gone/lemon/a.jpg")`, "the name of a file that cannot be opened")
}

// A photo and weights that are dropped together are both taken.
func (s *pageSite) testPhotoAndWeights(t *testing.T) {
	weights, err := filepath.Glob(filepath.Join(ownWeights, "*.safetensors"))
	if err != nil || len(weights) == 0 {
		t.Fatalf("have %d files of weights in the repository, want one: %v", len(weights), err)
	}
	network, err := filepath.Abs(weights[0])
	if err != nil {
		t.Fatal(err)
	}
	g := newGift(t, "set")
	photo := g.photo("mine.jpg")
	for _, files := range [][]string{{photo, network}, {network, photo}} {
		v := s.open(t, "#weights=random&alpha=0.25&resolution=96")
		v.waitLive()
		v.dropPaths("#stage", files...)
		v.wait(`document.getElementById("caption").textContent === "mine.jpg" && document.getElementById("weights").value === "file"`, "the photo and the weights")
		v.waitLive()
		if evaluate[bool](v, `!document.getElementById("notice").hidden`) {
			t.Errorf("have the message %q, want none", v.text("notice-text"))
		}
	}
	v := s.open(t, "#weights=random&alpha=0.25&resolution=96&panel=photos")
	v.waitLive()
	v.dropPaths(".photos-in", photo, network)
	v.wait(`document.getElementById("photos-taken").textContent.startsWith("1 photos,") && document.getElementById("weights").value === "file"`, "the photo in the panel, and the weights")
	v.dropPaths("#stage", network, network, photo)
	v.notice("Not all of this was opened")
}

// What is given and not taken is named.
func (s *pageSite) testLeftOver(t *testing.T) {
	g := newGift(t, "set")
	v := s.open(t, "#alpha=0.25&resolution=96")
	v.waitLive()
	v.dropPaths("#stage", g.photo("mine.jpg"), g.put("notes.txt", []byte("seen in May")))
	if have := v.notice("Not all of this was opened"); !strings.Contains(have, "Left out: notes.txt.") {
		t.Errorf("have %q, want what is left out", have)
	}
	v.wait(`document.getElementById("caption").textContent === "mine.jpg"`, "the photo")
	var songs []string
	for i := range 8 {
		songs = append(songs, g.put(fmt.Sprintf("song%d.mp3", i), nil))
	}
	v.dropPaths("#stage", songs...)
	if have := v.notice("What is this file?"); !strings.Contains(have, "song4.mp3, and 3 more") {
		t.Errorf("have %q, want some of the names and how many more", have)
	}
}

// Where a link hides the panel of photos, one of them comes onto the stage and the others are named.
func (s *pageSite) testNoPhotosPanel(t *testing.T) {
	g := newGift(t, "set")
	g.photo("a.jpg")
	g.photo("b.jpg")
	for _, hidden := range []string{"tab-photos", "panels"} {
		v := s.open(t, "#alpha=0.25&resolution=96&hide="+hidden)
		v.waitLive()
		v.dropPaths("#stage", g.dir)
		if have := v.notice("Not all of this was opened"); !strings.Contains(have, "set/b.jpg") {
			t.Errorf("%s hidden: have %q, want the photo that is left out", hidden, have)
		}
		v.wait(`document.getElementById("caption").textContent === "a.jpg"`, "the first photo")
	}
}
