// @ts-check
// Posts this device's sweeps to a class's wall, each only after its visitor has seen what is sent and pressed the button.
// What the network loses on the way is kept, and sent again under the same number: the wall keeps it once. Tabs of one
// browser are one device to a wall: what they keep is read anew before each change.

import { load, save } from "./browser.js";
import { CLASSES, thisDevice } from "./device.js";
import { bestBinary, RELAXED } from "./program.js";
import { decodeSweep } from "./sweepcode.js";
import { inWords } from "./told.js";
import { shown } from "./typed.js";

/** How long to wait before a post is tried again, in ms. */
const LATER = 5000;

/** What the server takes of a post at most: points, and characters of a name. */
const MOST_POINTS = 128, MOST_NAME = 40;

/** Which number no wall comes to: asking for what came after it gives the title alone. */
const AFTER_ALL = Number.MAX_SAFE_INTEGER;

/** What stands for a status where the wall goes on, and the post was deleted before this device heard that it was there. */
const DELETED = -1;

/** How the state begins and ends while something waits. */
const PENDING = ["wall.post-sending", "wall.post-kept", "wall.post-unkept"];

const MARKUP = `<h3 id="wall-post-title"></h3><p id="wall-post-state" role="status"></p>
<form id="wall-post-form" hidden>
<p data-text="wall.post-what"></p>
<dl class="post-facts"><div><dt><label for="wall-post-class" data-text="wall.class"></label></dt><dd><select id="wall-post-class"></select></dd></div>
<div><dt data-text="wall.browser"></dt><dd data-fact="browser"></dd></div><div><dt data-text="wall.cores"></dt><dd data-fact="cores"></dd></div>
<div><dt data-text="wall.points"></dt><dd data-fact="points"></dd></div>
<div><dt><label for="wall-post-name" data-text="wall.name"></label></dt><dd><input id="wall-post-name" maxlength="${MOST_NAME}" autocomplete="off" spellcheck="false"></dd></div></dl>
<details><summary data-text="wall.post-exactly"></summary><pre tabindex="0"></pre></details>
<p data-text="wall.post-seen"></p><p><button class="button primary" id="wall-post-send" data-text="wall.post-send"></button></p></form>
<p><a id="wall-post-open" data-text="wall.post-open" hidden></a></p>`;

/**
 * What the visitor has agreed to send.
 * @typedef {object} Agreed
 * @property {string} sweep as links carry it
 * @property {string} name
 * @property {import("./device.js").About} about
 */

/**
 * What this browser keeps for a wall.
 * @typedef {object} Kept
 * @property {string} device random letters, made for this wall alone
 * @property {number} number of the last post that the wall has
 * @property {Agreed[]} waiting what it does not have yet, the oldest first
 * @property {string[]} sent the sweeps that it has
 */

/** What is sent, under a number. @param {Agreed} agreed @param {string} device @param {number} number */
function bodyOf({ sweep, name, about }, device, number) {
  const { points, ...conditions } = /** @type {import("./sweepcode.js").Sweep} */ (decodeSweep(sweep));
  return { device, number, name, about, ...conditions, points: points.slice(0, MOST_POINTS) };
}

/** How long a server wants not to be asked, in ms. @param {Response} answer */
const waitOf = (answer) => 1000 * Number(answer.headers.get("Retry-After")) || 0;

/** 22 random letters. */
function newDevice() {
  const letters = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)));
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").slice(0, 22);
}

export class WallPost {
  #root;
  #texts;
  #address;
  #title = "";
  #ends = "";
  /** The sweep that is asked about, "" for none. */
  #sweep = "";
  /** One that the wall has refused; it is asked about first. */
  #refused = "";
  /** What the state says: keys of the texts. @type {string[]} */
  #state = [];
  #timer = 0;
  #sending = false;
  #closed = false;
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
    this.#address = `api/walls/${encodeURIComponent(code)}`;
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
    this.#closed = true;
    removeEventListener("online", this.#again);
    clearTimeout(this.#timer);
    this.#root.hidden = true;
    this.#root.textContent = "";
  }

  /** Asks whether a sweep is to be sent, once for each. @param {string} code of the sweep */
  swept(code) {
    if (!decodeSweep(code)) return;
    this.#sweep = code;
    this.#passOver();
    this.#show();
    if (this.#asks) this.#root.scrollIntoView({ block: "nearest" });
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

  /** The sweep that is asked about now. */
  get #asked() {
    return this.#refused || this.#sweep;
  }

  /** Whether there is a sweep to be sent, and a wall. */
  get #asks() {
    return this.#asked !== "" && this.#title !== "";
  }

  /** Does not ask about a sweep that the wall has, or will have. */
  #passOver() {
    if (!this.#title) return; // nothing is kept for what may be no wall
    const { waiting, sent } = this.#kept();
    if (sent.includes(this.#sweep) || waiting.some(({ sweep }) => sweep === this.#sweep)) this.#sweep = "";
  }

  /** Says how it stands. @param {...string} keys of the texts */
  #tell(...keys) {
    this.#state = keys;
    this.#show();
  }

  #show() {
    if (this.#closed) return;
    const known = this.#title !== "", title = this.#title, asks = this.#asks;
    this.#find("h3").textContent = asks ? this.#words("wall.post-ask", { title }) : known ? this.#words("wall.post-at", { title }) : this.#words("wall.post-code", { code: this.code });
    const ends = this.#ends && new Date(this.#ends).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    const told = this.#state.length ? this.#state : known ? asks ? [] : ["wall.post-measure"] : ["wall.post-looking"];
    this.#find("#wall-post-state").textContent = told.map((key) => this.#words(key, { ends })).join(" ");
    this.#find("form").hidden = !asks;
    this.#find("#wall-post-open").hidden = !this.#state.includes("wall.post-sent");
    this.#showBody();
  }

  /** What the form says. @returns {Agreed} */
  #agreed() {
    const sweep = this.#asked, about = { ...thisDevice(bestBinary() === RELAXED), class: this.#find("#wall-post-class").value };
    if (decodeSweep(sweep)?.points.every(({ isa }) => isa === "scalar")) about.program = "scalar";
    return { sweep, name: shown(this.#find("#wall-post-name").value, MOST_NAME), about };
  }

  #showBody() {
    if (!this.#asks) return;
    const { device, number, waiting } = this.#kept();
    const body = bodyOf(this.#agreed(), device, number + waiting.length + 1);
    const facts = { browser: body.about.browser, cores: body.about.cores, points: this.#words("wall.post-points", { n: body.points.length }) };
    for (const [name, value] of Object.entries(facts)) this.#find(`[data-fact=${name}]`).textContent = value;
    const { points, ...rest } = body; // a line for each point
    this.#find("pre").textContent = JSON.stringify(rest, null, 1).replace(/\n\}$/, `,\n "points": [\n  ${points.map((point) => JSON.stringify(point)).join(",\n  ")}\n ]\n}`);
  }

  /** What is kept now; another tab may have changed it. @returns {Kept} */
  #kept() {
    try {
      const kept = JSON.parse(load(this.#place));
      if (kept.device && Array.isArray(kept.waiting) && Array.isArray(kept.sent)) return kept;
    } catch {
      // nothing is kept, or what no version of this page wrote
    }
    const kept = { device: newDevice(), number: 0, waiting: [], sent: [] };
    save(this.#place, JSON.stringify(kept)); // so that another tab is the same device
    return kept;
  }

  get #place() {
    return `wall.post.${this.code}`;
  }

  /** Changes what is kept now. @param {(kept: Kept) => void} how @returns {boolean} whether it outlives this page */
  #change(how) {
    const kept = this.#kept();
    how(kept);
    return save(this.#place, JSON.stringify(kept));
  }

  /** Asks for the wall's title. The question carries its code and nothing else. */
  async #ask() {
    clearTimeout(this.#timer);
    const answer = await this.#look();
    if (this.#closed) return;
    if (answer.status === 200) {
      this.#title = answer.title || this.code;
      this.#ends = answer.expires;
      this.#passOver();
      this.#tell();
      if (this.#kept().waiting.length) this.#flush();
      if (scrollY === 0) this.#root.scrollIntoView({ block: "nearest" }); // who follows the link wants to measure
      return;
    }
    if (answer.status === 410) return this.#over();
    if (answer.status === 404) return this.#absent();
    this.#tell({ 0: "wall.post-away", 429: "wall.post-often" }[answer.status] ?? "wall.post-trouble");
    this.#later(answer.wait);
  }

  /** Asks about the wall. Status 0 is no answer of a wall; wait is how long it wants not to be asked, in ms. */
  async #look() {
    try {
      const answer = await fetch(`${this.#address}?after=${AFTER_ALL}`, { cache: "no-store" });
      const { title = "", expires = "" } = answer.ok ? await answer.json() : {};
      return { status: answer.status, wait: waitOf(answer), title, expires };
    } catch {
      return { status: 0, wait: 0, title: "", expires: "" };
    }
  }

  /** Tries again later. @param {number} wait at least, in ms */
  #later(wait) {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(this.#again, Math.max(LATER, wait));
  }

  /** The wall has ended: nothing is kept for it. */
  #over() {
    save(this.#place, "");
    this.#leave("wall.over");
  }

  /** There is no such wall: a code was mistyped, or the wall ended long ago. */
  #absent() {
    if (this.#kept().number > 0 || this.#kept().waiting.length) return this.#over();
    save(this.#place, "");
    this.#leave("wall.no-such");
  }

  /** @param {string} key of a text that says why */
  #leave(key) {
    this.#title = "";
    this.#tell(key);
  }

  #send() {
    const agreed = this.#agreed();
    this.#change(({ waiting }) => waiting.push(agreed));
    if (this.#refused) this.#refused = "";
    else this.#sweep = ""; // it is sent once; the next sweep is asked about anew
    this.#tell("wall.post-sending");
    this.#flush();
  }

  /** Sends what waits, in order, until it is there or the network fails. One tab at a time, where the browser can tell. */
  async #flush() {
    if (this.#sending) return;
    this.#sending = true;
    clearTimeout(this.#timer);
    try {
      await navigator.locks.request(this.#place, () => this.#sendAll());
    } catch { // without https there are no locks, and who denies storage denies them
      await this.#sendAll();
    } finally {
      this.#sending = false;
    }
  }

  async #sendAll() {
    while (!this.#closed) {
      const { device, number, waiting: [first], sent } = this.#kept();
      if (!first) { // another tab may have sent it
        if (this.#state.some((key) => PENDING.includes(key))) this.#tell(...(sent.length ? ["wall.post-sent"] : []));
        return;
      }
      this.#tell("wall.post-sending");
      if (!await this.#post(first, device, number + 1)) return;
    }
  }

  /**
   * Sends a post. What became of it is kept even if the page has left the wall meanwhile.
   * @param {Agreed} agreed
   * @param {string} device
   * @param {number} number
   * @returns {Promise<boolean>} whether to go on with the next
   */
  async #post(agreed, device, number) {
    let status = 0, wait = 0;
    try {
      const headers = { "Content-Type": "application/json" }, body = JSON.stringify(bodyOf(agreed, device, number));
      const answer = await fetch(`${this.#address}/posts`, { method: "POST", headers, body });
      ({ status } = answer);
      wait = waitOf(answer);
    } catch {
      // the network
    }
    if (status === 410) { // the wall has ended, or this post was deleted
      ({ status, wait } = await this.#look());
      if (status === 200) status = DELETED;
    }
    /** @param {boolean} taken by the wall */
    const settle = (taken) => this.#change((kept) => {
      if (taken) kept.number = Math.max(kept.number, number);
      if (taken && !kept.sent.includes(agreed.sweep)) kept.sent.push(agreed.sweep);
      kept.waiting = kept.waiting.filter(({ sweep }) => sweep !== agreed.sweep);
    });
    switch (status) {
      case 200:
      case 201:
        settle(true);
        this.#tell("wall.post-sent");
        return true;
      case DELETED:
        settle(true);
        this.#tell("wall.post-gone");
        return true;
      case 409: // the number is taken
        this.#change((kept) => { kept.number = Math.max(kept.number, number); });
        return true;
      case 400:
      case 413:
        settle(false);
        this.#correct(agreed);
        this.#tell("wall.post-wrong");
        return true;
      case 403:
        settle(false);
        this.#tell("wall.post-refused");
        return true;
      case 404:
      case 410:
        if (this.#closed) save(this.#place, "");
        else this.#over();
        return false;
    }
    const kept = this.#change(() => {});
    this.#tell({ 0: "wall.post-waits", 429: "wall.post-often" }[status] ?? "wall.post-trouble", kept ? "wall.post-kept" : "wall.post-unkept");
    this.#later(wait);
    return false;
  }

  /** Puts a post back into the form. @param {Agreed} agreed */
  #correct({ sweep, name, about }) {
    if (this.#closed) return;
    this.#refused = sweep;
    this.#find("#wall-post-name").value = name;
    this.#find("#wall-post-class").value = about.class;
  }
}
