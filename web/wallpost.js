// @ts-check
// Posts this device's sweeps to a class's wall, each only after its visitor has seen what is sent and pressed the button.
// What the network loses on the way is kept, and sent again under the same number: the wall keeps it once.

import { load, save } from "./browser.js";
import { CLASSES, thisDevice } from "./device.js";
import { bestBinary, RELAXED } from "./program.js";
import { decodeSweep } from "./sweepcode.js";
import { inWords } from "./told.js";

/** How long to wait before a post is tried again, in ms. */
const LATER = 5000;

/** Points of a post at most; the server refuses more. */
const MOST_POINTS = 128;

/** Which number no wall comes to: asking for what came after it gives the title alone. */
const AFTER_ALL = Number.MAX_SAFE_INTEGER;

const MARKUP = `<h3 id="wall-post-title"></h3><p id="wall-post-state" role="status"></p>
<form id="wall-post-form" hidden>
<p data-text="wall.post-what"></p>
<dl class="post-facts"><div><dt><label for="wall-post-class" data-text="wall.class"></label></dt><dd><select id="wall-post-class"></select></dd></div>
<div><dt data-text="wall.browser"></dt><dd data-fact="browser"></dd></div><div><dt data-text="wall.cores"></dt><dd data-fact="cores"></dd></div>
<div><dt data-text="wall.points"></dt><dd data-fact="points"></dd></div>
<div><dt><label for="wall-post-name" data-text="wall.name"></label></dt><dd><input id="wall-post-name" maxlength="40" autocomplete="off" spellcheck="false"></dd></div></dl>
<details><summary data-text="wall.post-exactly"></summary><pre tabindex="0"></pre></details>
<p data-text="wall.post-seen"></p><p><button class="button primary" id="wall-post-send" data-text="wall.post-send"></button></p></form>
<p><a id="wall-post-open" data-text="wall.post-open" hidden></a></p>`;

/**
 * What this browser keeps for a wall.
 * @typedef {object} Kept
 * @property {string} device random letters, made for this wall alone
 * @property {number} number of the last post that the wall has
 * @property {object[]} waiting posts that it does not have yet, the oldest first
 */

export class WallPost {
  #root;
  #texts;
  #title = "";
  #ends = "";
  /** @type {import("./sweepcode.js").Sweep | null} */
  #sweep = null;
  /** What the state says: a key of the texts. */
  #state = "";
  /** @type {Kept} */
  #kept;
  #timer = 0;
  #sending = false;
  #again = () => this.#title ? this.#flush() : this.#ask();

  /**
   * @param {HTMLElement} root where it asks
   * @param {string} code of the wall
   * @param {Record<string, string>} texts
   */
  constructor(root, code, texts) {
    this.#root = root;
    this.code = code;
    this.#texts = texts;
    this.#kept = this.#recall();
    root.innerHTML = MARKUP;
    this.#find("#wall-post-class").append(...CLASSES.map((name) => new Option("", name)));
    this.#find("#wall-post-class").value = thisDevice(bestBinary() === RELAXED).class;
    this.#find("#wall-post-open").href = `wall.html#${code}`;
    this.#find("form").addEventListener("input", () => this.#showBody());
    this.#find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    addEventListener("online", this.#again);
    root.hidden = false;
    this.say(texts);
    this.#ask();
  }

  /** Leaves the wall; what waits is kept. */
  close() {
    removeEventListener("online", this.#again);
    clearTimeout(this.#timer);
    this.#root.hidden = true;
    this.#root.textContent = "";
  }

  /** Asks whether a sweep is to be sent. @param {string} code of the sweep */
  swept(code) {
    this.#sweep = decodeSweep(code);
    this.#show();
    if (this.#asks()) this.#root.scrollIntoView({ block: "nearest" });
  }

  /** Says all in another language. @param {Record<string, string>} texts */
  say(texts) {
    this.#texts = texts;
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-text]"))) {
      element.innerHTML = texts[element.dataset.text ?? ""] ?? "";
    }
    for (const option of this.#find("#wall-post-class").options) option.textContent = texts[`wall.class-${option.value}`];
    this.#show();
  }

  #find(selector) {
    return /** @type {any} */ (this.#root.querySelector(selector));
  }

  #words(key, values = {}) {
    return inWords({ key, values }, this.#texts) ?? "";
  }

  /** Whether there is a sweep to be sent, and a wall. */
  #asks() {
    return this.#sweep !== null && this.#title !== "";
  }

  #show() {
    const known = this.#title !== "", title = this.#title, asks = this.#asks();
    this.#find("h3").textContent = asks ? this.#words("wall.post-ask", { title }) : known ? this.#words("wall.post-at", { title }) : this.#words("wall.post-code", { code: this.code });
    const ends = this.#ends && new Date(this.#ends).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    this.#find("#wall-post-state").textContent = this.#state || !known ? this.#words(this.#state || "wall.post-looking") : asks ? "" : this.#words("wall.post-measure", { ends });
    this.#find("form").hidden = !asks;
    this.#find("#wall-post-open").hidden = this.#state !== "wall.post-sent";
    this.#showBody();
  }

  /** What is sent. */
  #body() {
    const { points, ...sweep } = /** @type {import("./sweepcode.js").Sweep} */ (this.#sweep);
    const about = { ...thisDevice(bestBinary() === RELAXED), class: this.#find("#wall-post-class").value };
    if (points.every(({ isa }) => isa === "scalar")) about.program = "scalar";
    const { device, number, waiting } = this.#kept;
    return { device, number: number + waiting.length + 1, name: this.#find("#wall-post-name").value.trim(), about, ...sweep, points: points.slice(0, MOST_POINTS) };
  }

  #showBody() {
    if (!this.#asks()) return;
    const body = this.#body();
    const facts = { browser: body.about.browser, cores: body.about.cores, points: this.#words("wall.post-points", { n: body.points.length }) };
    for (const [name, value] of Object.entries(facts)) this.#find(`[data-fact=${name}]`).textContent = value;
    const { points, ...rest } = body; // a line for each point
    this.#find("pre").textContent = JSON.stringify(rest, null, 1).replace(/\n\}$/, `,\n "points": [\n  ${points.map((point) => JSON.stringify(point)).join(",\n  ")}\n ]\n}`);
  }

  /** @returns {Kept} */
  #recall() {
    try {
      const kept = JSON.parse(load(`wall.post.${this.code}`));
      if (kept.device && Array.isArray(kept.waiting)) return kept;
    } catch {
      // nothing is kept, or what no version of this page wrote
    }
    const letters = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)));
    return { device: btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").slice(0, 22), number: 0, waiting: [] };
  }

  #keep() {
    save(`wall.post.${this.code}`, JSON.stringify(this.#kept));
  }

  /** Asks for the wall's title. The question carries its code and nothing else. */
  async #ask() {
    clearTimeout(this.#timer);
    let answer;
    try {
      answer = await fetch(`api/walls/${encodeURIComponent(this.code)}?after=${AFTER_ALL}`, { cache: "no-store" });
      if (answer.ok) {
        const { title, expires } = await answer.json();
        this.#title = title || this.code;
        this.#ends = expires;
        this.#state = "";
        if (this.#kept.waiting.length) this.#flush();
        this.#show();
        if (scrollY === 0) this.#root.scrollIntoView({ block: "nearest" }); // who follows the link wants to measure
        return;
      }
    } catch {
      // the network, or no wall's answer
    }
    this.#title = "";
    this.#state = { 404: "wall.no-such", 410: "wall.over", 429: "wall.too-often" }[answer?.status ?? 0] ?? "wall.post-away";
    if (this.#state === "wall.over") save(`wall.post.${this.code}`, "");
    if (this.#state === "wall.post-away") this.#timer = setTimeout(this.#again, LATER);
    this.#show();
  }

  #send() {
    this.#kept.waiting.push(this.#body());
    this.#keep();
    this.#sweep = null; // it is sent once; the next sweep is asked about anew
    this.#flush();
  }

  /** Sends what waits, in order, until it is there or the network fails. */
  async #flush() {
    if (this.#sending) return;
    this.#sending = true;
    clearTimeout(this.#timer);
    const { waiting } = this.#kept;
    while (waiting.length) {
      const said = await this.#post(waiting[0]);
      this.#state = said;
      if (said === "wall.post-waits") {
        this.#timer = setTimeout(this.#again, LATER);
        break;
      }
      this.#keep();
    }
    this.#sending = false;
    this.#show();
  }

  /** Sends the post that has waited longest, and returns what became of it. */
  async #post(body) {
    this.#state = "wall.post-sending";
    this.#show();
    let status = 0;
    try {
      const headers = { "Content-Type": "application/json" };
      ({ status } = await fetch(`api/walls/${encodeURIComponent(this.code)}/posts`, { method: "POST", headers, body: JSON.stringify(body) }));
    } catch {
      return "wall.post-waits";
    }
    const { waiting } = this.#kept;
    switch (status) {
      case 409: // another tab of this browser has posted under this number
        this.#kept.number++;
        waiting.forEach((post) => Object.assign(post, { number: /** @type {any} */ (post).number + 1 }));
        return "wall.post-sending";
      case 200:
      case 201:
        this.#kept.number++;
        waiting.shift();
        return "wall.post-sent";
      case 404:
      case 410: // or the teacher removed it before this device heard that it was there
        this.#kept.number++;
        waiting.shift();
        return "wall.over";
      case 400:
      case 403:
      case 413:
        waiting.length = 0;
        return "wall.post-refused";
    }
    return "wall.post-waits";
  }
}
