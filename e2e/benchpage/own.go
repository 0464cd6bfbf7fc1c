package benchpage

import "fmt"

// OwnEngine returns JavaScript for bench.html that runs body with an engine of its own that has all files of the site, by
// their widths in the map files, and with configure(alpha, resolution, precision), which gives the answer and as ms how
// long it took.
func OwnEngine(body string) string { return fmt.Sprintf(ownEngine, File("name"), body) }

// File returns JavaScript for bench.html, and for the page as far as that names the file: the address of the file of the site
// that the expression name names.
func File(name string) string {
	return `new URL(JSON.parse(document.getElementById("files").textContent)[` + name + `], document.baseURI)`
}

const ownEngine = `(async () => {
	const module = (name) => import(%s);
	const [{EngineClient}, {bestBinary}] = [await module("client.js"), await module("program.js")];
	const engine = new EngineClient(bestBinary(), "own");
	const files = new Map();
	for (const {alpha, file, bytes, sha256} of await (await fetch("weights/index.json")).json()) {
		files.set(alpha, {source: "url", url: new URL("weights/" + file, document.baseURI).href, bytes, sha256, keep: true});
		await engine.request({kind: "prefetch", weights: files.get(alpha)});
	}
	const configure = async (alpha, resolution, precision) => {
		const start = performance.now();
		const reply = await engine.request({kind: "configure", alpha, resolution, precision, weights: files.get(alpha)});
		return {...reply, ms: performance.now() - start};
	};
	try { %s } finally { engine.stop(); }
})()`
