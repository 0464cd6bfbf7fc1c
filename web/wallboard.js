// @ts-check
// What a wall shows of its devices: the filters, the chart and the table.

import { Chart, MARKS } from "./wallchart.js";
import { CLASSES } from "./device.js";
import { choicesOf, devicesOf, filtered, networkOf } from "./walldevices.js";
import { Table } from "./walltable.js";

/** @typedef {import("./walldevices.js").Post} Post */
/** @typedef {import("./walldevices.js").Filters} Filters */
/** @typedef {import("./wallwords.js").Words} Words */

/** Which network's time is compared at first, if devices have measured it. */
const USUAL = { alpha: 0.5, resolution: 160 };

/** Offers values with their names. A list that somebody has open stays as it is if nothing is new.
 * @param {HTMLSelectElement} select @param {string[][]} values @param {string} chosen */
function offer(select, values, chosen) {
  const known = [...select.options].map(({ value, text }) => [value, text].join());
  if (known.join("\n") !== values.join("\n")) select.replaceChildren(...values.map(([value, name]) => new Option(name, value)));
  select.value = chosen;
}

export class Board {
  /** @type {Words} */
  #words;
  /** @type {import("./walldevices.js").Device[]} */
  #devices = [];
  /** @type {Filters} */
  #filters = { class: "", browser: "", precision: "", threads: "", weights: "" };
  /** The network whose time somebody wants compared. */
  #wanted = { alpha: NaN, resolution: NaN };

  /** @param {HTMLElement} root with the elements of wall.html @param {Words} words */
  constructor(root, words) {
    this.#words = words;
    this.root = root;
    this.chart = new Chart(this.#find(".wall-chart"), words, (id) => this.table.mark(id));
    this.table = new Table(this.#find(".wall-table"), words, (id) => {
      this.chart.choose(id);
      this.chart.root.scrollIntoView({ block: "nearest" });
    });
    for (const select of /** @type {NodeListOf<HTMLSelectElement>} */ (root.querySelectorAll("select[data-filter]"))) {
      select.addEventListener("change", () => {
        this.#filters[/** @type {keyof Filters} */ (select.dataset.filter)] = select.value;
        this.#draw();
      });
    }
    for (const name of /** @type {const} */ (["alpha", "resolution"])) {
      const select = this.#find(`select[data-network=${name}]`);
      select.addEventListener("change", () => {
        this.#wanted[name] = Number(select.value);
        this.#compare();
      });
    }
  }

  #find(selector) {
    return /** @type {any} */ (this.root.querySelector(selector));
  }

  /** How many devices there are. */
  get count() {
    return this.#devices.length;
  }

  /** What a filter leaves now; names are those of the filters. */
  get shown() {
    return filtered(this.#devices, this.#filters);
  }

  /** Shows posts, in their order. @param {Iterable<Post>} posts */
  set(posts) {
    this.#devices = devicesOf(posts);
    this.#offer();
    this.#draw();
  }

  /** Says all in another language. @param {Words} words */
  say(words) {
    if (words === this.#words) return;
    this.#words = words;
    this.chart.say(words);
    this.table.say(words);
    this.#offer();
    this.#draw();
  }

  /** Lets devices be taken away, null: not. @param {((device: import("./walldevices.js").Device) => void) | null} remove */
  allow(remove) {
    if (remove === this.table.remove) return;
    this.table.remove = remove;
    this.table.set(this.shown);
  }

  /** Offers what can be filtered by and compared. */
  #offer() {
    const choices = choicesOf(this.#devices), words = this.#words;
    for (const [name, values] of Object.entries(choices)) {
      const filter = /** @type {keyof Filters} */ (name), select = /** @type {HTMLSelectElement} */ (this.#find(`select[data-filter=${filter}]`));
      if (!values.includes(this.#filters[filter])) this.#filters[filter] = "";
      offer(select, [["", words.say("wall.all")], ...values.map((value) => [value, this.#value(filter, value)])], this.#filters[filter]);
    }
    const points = this.#devices.flatMap((device) => device.points);
    for (const name of /** @type {const} */ (["alpha", "resolution"])) {
      const values = [...new Set(points.map((point) => point[name]))].sort((a, b) => a - b);
      const chosen = [this.#wanted[name], USUAL[name]].find((value) => values.includes(value)) ?? values[0] ?? "";
      offer(this.#find(`select[data-network=${name}]`), values.map((value) => [String(value), String(Number(value.toFixed(3)))]), String(chosen));
    }
    this.#compare();
  }

  /** What a filter's value is called. @param {keyof Filters} filter @param {string} value */
  #value(filter, value) {
    const keys = {
      class: `wall.class-${value}`, precision: value === "int8" ? "format.int8" : "format.float", threads: `wall.threads-${value}`, weights: `weights.${value}`,
    };
    if (filter === "browser") return value === "other" ? this.#words.say("wall.class-other") : value;
    return this.#words.say(keys[filter]);
  }

  #compare() {
    const { value: alpha } = this.#find("select[data-network=alpha]"), { value: resolution } = this.#find("select[data-network=resolution]");
    this.table.network = alpha && networkOf({ alpha: Number(alpha), resolution: Number(resolution) });
    this.table.set(this.shown);
  }

  #draw() {
    const { shown } = this;
    this.chart.set(shown);
    this.table.set(shown);
    this.#find(".wall-filters").hidden = this.#devices.length === 0;
    this.#find(".wall-compare").hidden = this.#find(".wall-table").hidden = shown.length === 0;
    this.#find(".wall-none").hidden = shown.length > 0;
    this.#find(".wall-none").textContent = this.#words.say(this.#devices.length ? "wall.none-left" : "wall.none");
    const unknown = shown.some((device) => device.points.some(({ accuracy }) => accuracy === null)), borrowed = shown.some((device) => device.points.some((point) => point.borrowed));
    this.#find(".wall-note").textContent = [unknown && "wall.unknown", borrowed && "wall.borrowed"].filter(Boolean).map((key) => this.#words.say(String(key))).join(" ");
    this.#find(".wall-keys").replaceChildren(...CLASSES.filter((name) => shown.some((device) => device.about.class === name)).map((name) => this.#keyOf(name)));
  }

  /** How a class is drawn. @param {string} name */
  #keyOf(name) {
    const key = document.createElement("span"), svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "-9 -9 18 18");
    mark.setAttribute("d", MARKS[name]);
    mark.setAttribute("class", "mark");
    svg.append(mark);
    key.className = `is-${name}`;
    key.append(svg, this.#words.say(`wall.class-${name}`));
    return key;
  }
}
