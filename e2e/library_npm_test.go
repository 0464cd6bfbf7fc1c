package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/benchpage"
	"mobilenet/e2e/npm"
)

// typescript is where the compiler is installed.
const typescript = "typescript"

// TestLibraryPackage installs the npm package as its users do, checks a program against its types, and runs it from a plain
// file server.
func TestLibraryPackage(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	tarball := buildPackage(t, ctx, t.TempDir())
	if again := buildPackage(t, ctx, t.TempDir()); !slices.Equal(readFile(t, tarball), readFile(t, again)) {
		t.Error("have other bytes from building it again, want the same")
	}
	npmPath, err := npm.Find()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "package.json"), `{"private": true, "type": "module"}`)
	install := exec.CommandContext(ctx, npmPath, "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", tarball)
	install.Dir = dir
	if output, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm install: %v\n%s", err, output)
	}

	t.Run("types", func(t *testing.T) { testTypes(t, ctx, dir) })
	t.Run("files", func(t *testing.T) {
		installed := filepath.Join(dir, "node_modules", "mobilenet-live")
		for _, name := range []string{"README.md", "LICENSE", "LICENSE-Go", "NOTICE", "mobilenet.js", "mobilenet.d.ts", "weights/index.json"} {
			if info, err := os.Stat(filepath.Join(installed, name)); err != nil || info.Size() == 0 {
				t.Errorf("have no %s, or an empty one (%v)", name, err)
			}
		}
		if pages, err := filepath.Glob(filepath.Join(installed, "v", "*", "page.wasm")); err != nil || len(pages) > 0 {
			t.Errorf("have %q, want nothing of the page", pages)
		}
	})
	t.Run("plain server", func(t *testing.T) { testPackageServed(t, ctx, dir) })
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// buildPackage builds the package into a directory and returns its path.
func buildPackage(t *testing.T, ctx context.Context, dir string) string {
	t.Helper()
	build := exec.CommandContext(ctx, "go", "run", "./wasm/site", "-package", dir)
	build.Dir = ".."
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	found, err := filepath.Glob(filepath.Join(dir, "mobilenet-live-*.tgz"))
	if err != nil || len(found) != 1 {
		t.Fatalf("have %q in %s, want one package", found, dir)
	}
	return found[0]
}

// typed is a program that uses all of the library; a line below @ts-expect-error has to be refused.
const typed = `
import { load, loadDetector, type Classification, type Info, type MobileNet, type Picture } from "mobilenet-live";

const model: MobileNet = await load({ version: 1, alpha: 0.25, resolution: 160, precision: "int8", threads: 2 });
const pictures: Picture[] = [
	document.createElement("img"), document.createElement("video"), document.createElement("canvas"), new OffscreenCanvas(1, 1),
	new ImageData(1, 1), await createImageBitmap(new Blob()), new Blob(), new File([], "photo"), new VideoFrame(new OffscreenCanvas(1, 1)),
];
const answers: Classification[] = await model.classify(pictures[0]!, 5);
const text: string = answers.map(({ className, probability }) => className + probability.toFixed(2)).join();
const embedding = model.infer(pictures[1]!, true);
const shape: [number, number] = embedding.shape;
const values: Float32Array = await embedding, same: Float32Array = await embedding.data();
embedding.print(true);
embedding.dispose();
const info: Info = model.info;
const { detect } = await loadDetector({ modelUrl: "a.tflite" }), [found] = await detect(document.createElement("img"));
const width: number = found!.bbox[2];
console.log(text, shape, values, same, info.weights, width, found!.class, found!.score);
model.dispose();

// @ts-expect-error
await load({ version: 2 });
// @ts-expect-error
await load({ alpha: "0.25" });
// @ts-expect-error
await load({ precision: "f16" });
// @ts-expect-error
await model.classify("photo.jpg");
// @ts-expect-error
answers[0]!.label;
`

// declared is a program in which the library's module has to be what its types say. The verbs are its modules' directory.
const declared = `
import * as made from "%[1]s/library.js";
import type * as said from "%[1]s/stable/mobilenet";
export const checked: typeof said = made;
`

// testTypes has TypeScript check a program against the package's types, as bundlers and as Node.js find them, and the module
// against these types.
func testTypes(t *testing.T, ctx context.Context, dir string) {
	if err := npm.Install(ctx, typescript); err != nil {
		t.Fatal(err)
	}
	compiler, err := filepath.Abs(filepath.Join(typescript, "node_modules", "typescript", "bin", "tsc"))
	if err != nil {
		t.Fatal(err)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal(err)
	}
	web, err := filepath.Abs("../web")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, module, resolution, program string }{
		{"bundler", "esnext", "bundler", typed},
		{"node", "nodenext", "nodenext", typed},
		{"module", "esnext", "bundler", fmt.Sprintf(declared, filepath.ToSlash(web))},
	} {
		file := c.name + ".ts"
		writeFile(t, filepath.Join(dir, file), c.program)
		check := exec.CommandContext(ctx, node, compiler, "--noEmit", "--strict", "--noUncheckedIndexedAccess", "--allowJs",
			"--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--module", c.module, "--moduleResolution", c.resolution, file)
		check.Dir = dir
		output, _ := check.CombinedOutput() // it fails for what the modules themselves leave to be inferred, too
		for line := range strings.Lines(string(output)) {
			if strings.HasPrefix(line, file) || strings.HasPrefix(line, "error") {
				t.Errorf("%s: %s", c.name, line)
			}
		}
	}
}

// testPackageServed classifies with the package as it lies in node_modules, without any header, and on a path.
func testPackageServed(t *testing.T, ctx context.Context, dir string) {
	browser := startBrowser(t, ctx)
	files := http.NewServeMux()
	files.Handle("/a/", http.StripPrefix("/a/", http.FileServer(http.Dir(dir))))
	files.HandleFunc("/a/picture", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "../web/samples/strawberry.jpg") })
	server := httptest.NewServer(files)
	defer server.Close()
	writeFile(t, filepath.Join(dir, "page.html"), `<!doctype html><link rel="icon" href="data:,"><img id="img" src="picture">`)
	if err := chromedp.Do(browser, chromedp.Navigate(server.URL+"/a/page.html")); err != nil {
		t.Fatal(err)
	}
	page := &benchpage.Page{Tab: browser}
	have := call[struct {
		Alpha   float64
		Answers []classification
	}](t, page, `await (async () => {
		window.mobilenet = await import("./node_modules/mobilenet-live/mobilenet.js");
		const model = await mobilenet.load();
		await img.decode();
		return {alpha: model.info.alpha, answers: await model.classify(img)};
	})()`)
	if have.Alpha != 0.25 || len(have.Answers) != 3 || have.Answers[0].ClassName == "" {
		t.Errorf("have %+v, want three answers of the network of 0.25", have)
	}
	wantRejected(t, page, `await mobilenet.load({alpha: 0.5})`, "alpha 0.5", "0.25", "modelUrl")
	wantRejected(t, page, `await mobilenet.loadDetector()`, "no detector", "modelUrl")
}
