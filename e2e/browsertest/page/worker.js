// Runs program.wasm with the arguments, environment and working directory of /config.
"use strict";

importScripts("fs.js"); // defines fs, process, path and host before wasm_exec.js would invent its own
importScripts("wasm_exec.js");

// fail reports an error of the page itself or a trap of the program, and ends the run.
function fail(error) {
	host.write(2, new TextEncoder().encode(`browsertest: ${error?.stack ?? error}\n`));
	host.exit(2);
}

self.addEventListener("error", (event) => fail(event.error ?? event.message));
self.addEventListener("unhandledrejection", (event) => fail(event.reason));

// provide stands in for functions that the program imports from the page that it is for.
function provide(imports, module) {
	for (const { module: from, name } of WebAssembly.Module.imports(module)) {
		imports[from] ??= {};
		imports[from][name] ??= () => { throw new Error(`${from}.${name} is not there in a test`); };
	}
}

async function run() {
	const config = host.json("config");
	process.chdir(config.cwd);
	const go = new Go();
	go.argv = config.argv;
	go.env = config.env;
	go.exit = host.exit;
	// What github.com/syumai/workers asks of its host, so that a program that imports it starts here too.
	globalThis.context = { binding: {} };
	go.importObject.workers = { ready() {} };
	const module = await WebAssembly.compileStreaming(fetch("program.wasm"));
	provide(go.importObject, module);
	await go.run(await WebAssembly.instantiate(module, go.importObject));
}

run().catch(fail);
