// @ts-check
// The other end of an engine, for the page, bench.html and a crew's leader: a worker that carries out requests, numbered so
// that their answers find back. One that has died is followed by another with the next request. engine.js lists the
// requests; page and worker share no other way to talk.

import { addressOf } from "./files.js";
import { compile } from "./program.js";
import { Told } from "./told.js";

/** How often a silent worker is looked at, in ms. */
const TICK = 2000;

/** The number of the first message, which the worker answers when it is ready. */
const BOOT = 0;

/** @type {URL | string | undefined} */
let script;

/**
 * What a worker runs. Browsers take it from a page's own address only: where these modules come from another, it is a line
 * of the page's own that imports them.
 */
function workerScript() {
  const engine = new URL(addressOf("engine.js"));
  script ??= engine.origin === origin ? engine
    : URL.createObjectURL(new Blob([`import ${JSON.stringify(engine.href)};`], { type: "text/javascript" }));
  return script;
}

/** Gets the answer to a request, or why there is none. @typedef {(answer: any, error?: Error) => void} Done */

export class EngineClient {
  /** Hears how far the download of a request is. @type {(progress: any) => void} */
  onprogress = () => {};
  /** Hears why the worker has died, before those who wait for its answers do. @type {(error: Error) => void} */
  ondeath = () => {};

  /** @type {Worker | undefined} */
  #worker;
  /** @type {Promise<any>} */
  #ready = Promise.resolve();
  /** Who waits for an answer, by the request's number. @type {Map<number, Done>} */
  #waiting = new Map();
  #lastId = BOOT;
  /** Requests that may have the worker fetch weights. @type {Set<number>} */
  #fetching = new Set();
  #silent = 0; // for how long nothing has come from the worker, ms
  /** The program, as soon as the worker has it. @type {Promise<void>} */
  #sent = Promise.resolve();
  /** @type {Promise<WebAssembly.Module> | undefined} */
  #compiled;
  #program;
  #name;

  /**
   * @param {string | WebAssembly.Module} program a binary by its name, as program.js has it, or compiled
   * @param {string} [name] the worker's, as developer tools show it
   */
  constructor(program, name = "engine") {
    this.#program = program;
    this.#name = name;
  }

  /** Starts a worker if none runs. @returns {Promise<any>} its first message, Ready */
  ready() {
    if (this.#worker) return this.#ready;
    const worker = new Worker(workerScript(), { type: "module", name: this.#name });
    this.#worker = worker;
    this.#ready = new Promise((resolve, reject) => this.#waiting.set(BOOT, settle(resolve, reject)));
    this.#ready.catch(() => {}); // who asks for it hears of it
    worker.addEventListener("message", ({ data }) => worker === this.#worker && this.#received(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#died(new Told(`The engine did not load (${event.message ?? "its script is missing"}). Reload the page.`, "engine.failed"));
    });
    this.#sent = this.compiled().then(
      (module) => worker.postMessage({ kind: "boot", id: BOOT, module }),
      (error) => {
        this.#compiled = undefined; // the next worker tries again
        if (worker === this.#worker) this.#died(error);
      },
    );
    return this.#ready;
  }

  /** The program, compiled here: it comes while the worker's scripts do. @returns {Promise<WebAssembly.Module>} */
  compiled() {
    this.#compiled ??= typeof this.#program === "string" ? compile(this.#program) : Promise.resolve(this.#program);
    return this.#compiled;
  }

  /**
   * Sends a request. A picture in it is the worker's from then on; one that the browser does not let go is an error.
   * @param {any} message
   * @param {Done} done
   * @returns {number} of the request, as onprogress names it
   */
  ask(message, done) {
    this.ready();
    const worker = this.#worker, id = ++this.#lastId;
    this.#silent = 0;
    this.#waiting.set(id, done);
    if (message.weights) this.#fetching.add(id);
    this.#sent.then(() => {
      if (worker !== this.#worker) return message.bitmap?.close();
      try {
        worker?.postMessage({ ...message, id }, message.bitmap ? [message.bitmap] : []);
      } catch (error) {
        message.bitmap?.close();
        this.#waiting.delete(id);
        done(undefined, error);
      }
    });
    return id;
  }

  /** The same, with a promise of the answer. @param {any} message @returns {Promise<any>} */
  request(message) {
    return new Promise((resolve, reject) => this.ask(message, settle(resolve, reject)));
  }

  /** Whether the worker may be fetching weights. */
  get fetching() {
    return this.#fetching.size > 0;
  }

  /** Ends the worker; what waits for it is rejected. */
  stop() {
    this.#died(new Error("engine: stopped"));
  }

  /**
   * From now on, gives up a worker that owes an answer and is silent for too long while the page can be seen. It counts
   * ticks instead of reading a clock, which runs on while a laptop sleeps.
   * @param {number} patience in ms
   */
  watch(patience) {
    setInterval(() => {
      if (this.#waiting.size === 0 || this.#waiting.has(BOOT) || document.hidden) this.#silent = 0;
      else if ((this.#silent += TICK) >= patience) this.#died(new Told("The engine does not answer.", "engine.silent"));
    }, TICK);
  }

  #received(message) {
    this.#silent = 0;
    if (message.kind === "progress") return this.onprogress(message);
    if (message.fatal) return this.#died(Told.from(message.why));
    const done = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    this.#fetching.delete(message.id);
    switch (message.kind) {
      case "failure": return done?.(undefined, Told.from(message.why));
      case "superseded": return done?.(undefined, new Error("engine: a newer request came first"));
      default: done?.(message);
    }
  }

  /** Ends the worker and everything that waits for it. */
  #died(error) {
    this.#worker?.terminate();
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#fetching.clear();
    this.ondeath(error);
    for (const done of waiting) done(undefined, error);
  }
}

/** What settles a promise when it is done. @returns {Done} */
function settle(resolve, reject) {
  return (answer, error) => (error ? reject(error) : resolve(answer));
}
