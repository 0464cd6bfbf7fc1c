// @ts-check
// Talks to the engine's worker: a promise per request, and a new worker after one has died.

export class EngineClient {
  /** @type {Worker | undefined} */
  #worker;
  /** @type {Promise<any>} */
  #ready = Promise.reject(new Error("engine: not started"));
  /** @type {Map<number, {resolve: (reply: any) => void, reject: (error: Error) => void}>} */
  #waiting = new Map();
  #lastId = 0;
  #program;
  #name;

  /**
   * @param {string | WebAssembly.Module} program a binary by its name, as program.js has it, or compiled
   * @param {string} [name] the worker's, as developer tools show it
   */
  constructor(program, name = "engine") {
    this.#program = program;
    this.#name = name;
    this.#ready.catch(() => {});
  }

  /** Starts the engine if it does not run. @returns {Promise<{isas: string[], best: string, tickMs: number}>} */
  ready() {
    if (this.#worker) return this.#ready;
    const worker = new Worker(new URL("engine.js", import.meta.url), { type: "module", name: this.#name });
    this.#worker = worker;
    this.#ready = new Promise((resolve, reject) => this.#waiting.set(0, { resolve, reject }));
    worker.addEventListener("message", ({ data }) => this.#received(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#died(`The engine did not load (${event.message ?? "its script is missing"}). Reload the page.`);
    });
    const named = typeof this.#program === "string";
    worker.postMessage({ kind: "boot", [named ? "binary" : "module"]: this.#program });
    return this.#ready;
  }

  /**
   * Sends a message and gives the answer to it.
   * @param {any} message
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  async request(message, transfer = []) {
    await this.ready();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker?.postMessage({ ...message, id }, transfer);
    });
  }

  /** Ends the worker; what waits for it is rejected. */
  stop() {
    this.#died("engine: stopped");
  }

  #received(message) {
    const id = message.kind === "ready" ? 0 : message.id;
    if (message.kind === "progress" || message.kind === "reach") return;
    if (message.fatal) {
      this.#died(message.message);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (message.kind === "failure" || message.kind === "superseded") {
      waiting?.reject(new Error(message.message ?? "engine: a newer request came first"));
    } else {
      waiting?.resolve(message);
    }
  }

  /** Ends the worker and everything that waits for it. */
  #died(message) {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Error(message));
    this.#waiting.clear();
  }
}
