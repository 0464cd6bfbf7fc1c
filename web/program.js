// @ts-check
// A Go program: loading, running, reaching its memory, and saying in words why it stopped.

import { addressOf } from "./files.js";
import { get, Told } from "./told.js";

/** A module of one function with two SIMD instructions. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, // magic, version 1
  1, 5, 1, 96, 0, 1, 123, // type: () → v128
  3, 2, 1, 0, // one function of it
  10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11, // i32.const 0, i8x16.splat, i8x16.popcnt
]);

/** The same with f32x4.relaxed_madd, of three times zero. */
const RELAXED_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0,
  1, 5, 1, 96, 0, 1, 123,
  3, 2, 1, 0,
  10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11,
]);

/** The page's program. */
export const PAGE = "page.wasm";

/** The engine's two binaries: one for every browser, and one with fused multiply-adds for relaxed SIMD. */
export const PLAIN = "engine.wasm";
export const RELAXED = "engine-relaxed.wasm";

/** The engine's fastest binary that this browser can run. */
export function bestBinary() {
  return WebAssembly.validate(RELAXED_PROBE) ? RELAXED : PLAIN;
}

const NO_SIMD = "This browser cannot run the program: its WebAssembly has no SIMD. "
  + "Chrome and Edge have it from version 91, Firefox from 89, Safari from 16.4.";

/** How much of the program's error output is kept for saying why it stopped. */
const KEEP_OUTPUT = 8192;

export class GoProgram {
  /** Whether the program runs: true from its start until it exits. */
  running = false;
  /** Functions that the program exports. @type {any} */
  exports;
  /** What the program offers through syscall/js. @type {any} */
  control;

  #name;
  #died;
  #output = "";
  #views = viewsOf(new ArrayBuffer(0));

  /**
   * @param {string} name under which the program offers its control functions
   * @param {(error: Error) => void} died hears why the program stopped
   */
  constructor(name, died) {
    this.#name = name;
    this.#died = died;
  }

  /**
   * Starts the program and runs it until it waits for the first event. Rejects with plain words.
   * @param {WebAssembly.Module} module
   * @param {WebAssembly.Imports} imports functions that the program imports besides Go's own
   */
  async start(module, imports = {}) {
    requireSIMD();
    try {
      await import("./wasm_exec.js");
    } catch (error) {
      throw new Told(`wasm_exec.js did not load (${error.message}). Reload the page.`, "why.network", { file: "wasm_exec.js" });
    }
    const scope = /** @type {any} */ (globalThis);
    const go = new scope.Go();
    go.argv = [this.#name];
    go.exit = (code) => this.#exited(code);
    scope.fs.writeSync = (_, bytes) => this.#wrote(bytes);
    const instance = await WebAssembly.instantiate(module, { ...go.importObject, ...imports });
    this.exports = instance.exports;
    this.running = true;
    go.run(instance).catch((error) => this.#stop(error));
    this.control = scope[this.#name];
    if (!this.running) throw this.#reason();
  }

  /** Views of the program's memory, made anew only when it has grown, which detaches them. */
  memory() {
    const { buffer } = this.exports.mem;
    if (this.#views.bytes.buffer !== buffer) this.#views = viewsOf(buffer);
    return this.#views;
  }

  /** Keeps the end of what the program writes, which is only ever an error, and shows it in the console. */
  #wrote(bytes) {
    const text = new TextDecoder().decode(bytes);
    this.#output = (this.#output + text).slice(-KEEP_OUTPUT);
    console.error(text.trimEnd());
    return bytes.length;
  }

  /** Runs inside the program's last call. The exception unwinds it, so that nothing runs after the end. */
  #exited(code) {
    this.#stop(this.#reason());
    throw new Error(`the program has exited with code ${code}`);
  }

  #stop(error) {
    if (!this.running) return;
    this.running = false;
    this.#died(error);
  }

  /** What the program's last words tell, else the first line of them. */
  #reason() {
    if (/out of memory|cannot allocate memory/.test(this.#output)) {
      return new Told("The program ran out of memory: choose a smaller picture or network, or close other tabs.", "why.memory");
    }
    const line = this.#output.split("\n").find((l) => /^(panic|fatal error|runtime):/.test(l));
    return new Error(`The program stopped: ${line ?? "without saying why"}`);
  }
}

function viewsOf(/** @type {ArrayBuffer} */ buffer) {
  return {
    bytes: new Uint8Array(buffer), ints: new Int32Array(buffer), floats: new Float32Array(buffer), doubles: new Float64Array(buffer),
  };
}

/** Rejects a browser in which the program cannot even be compiled. */
function requireSIMD() {
  if (!WebAssembly.validate(SIMD_PROBE)) throw new Told(NO_SIMD, "why.no-simd");
}

/**
 * Fetches and compiles a program: while it arrives where the server names its type, afterwards if
 * not. Rejects with plain words.
 * @param {string} binary
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compile(binary) {
  requireSIMD();
  const response = await get(addressOf(binary));
  try {
    return response.headers.get("content-type")?.startsWith("application/wasm")
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    throw new Told(`The program arrived damaged (${error.message}). Reload the page.`, "why.damaged", { file: binary });
  }
}
