// @ts-check
// The wall's table: a row for each device, in the order of any column.

import { fastest, middle, networkOf } from "./walldevices.js";

/** @typedef {import("./walldevices.js").Device} Device */
/** @typedef {import("./wallwords.js").Words} Words */

/** A cell: what it shows, and what it is sorted by. @typedef {{text: string, value: string | number}} Cell */

export class Table {
  #root;
  #words;
  /** @type {Device[]} */
  #devices = [];
  #sorted = { column: "", down: false };

  /**
   * @param {HTMLElement} root
   * @param {Words} words
   * @param {(id: string) => void} choose a device
   */
  constructor(root, words, choose) {
    this.#root = root;
    this.#words = words;
    this.choose = choose;
    /** Takes a device away; null where nobody may. @type {((device: Device) => void) | null} */
    this.remove = null;
    /** The network whose time is compared, as networkOf names it. */
    this.network = "";
    this.chosen = "";
    root.innerHTML = `<table><thead><tr></tr></thead><tbody></tbody></table>`;
  }

  /** @param {Words} words */
  say(words) {
    this.#words = words;
    this.#draw();
  }

  /** @param {Device[]} devices */
  set(devices) {
    this.#devices = devices;
    this.#draw();
  }

  /** Marks the row of a device. @param {string} id */
  mark(id) {
    this.chosen = id;
    for (const row of this.#root.querySelectorAll("tbody tr")) row.classList.toggle("on", /** @type {HTMLElement} */ (row).dataset.device === id);
  }

  /** What stands in a device's row, by column. @param {Device} device @param {number} typical time of the network */
  #cells(device, typical) {
    const words = this.#words, first = fastest(device.points), at = fastest(device.points, this.network), none = { text: "–", value: Infinity };
    const { class: kind, browser, cores } = device.about;
    /** @type {Record<string, Cell>} */
    return {
      device: { text: words.name(device), value: words.name(device).toLocaleLowerCase() },
      class: { text: words.say(`wall.class-${kind}`), value: kind },
      browser: { text: browser === "other" ? "–" : browser, value: browser },
      cores: { text: cores ? String(cores) : "–", value: cores },
      fastest: first ? { text: `${words.ms(first.median)} (${networkOf(first)})`, value: first.median } : none,
      time: at ? { text: words.ms(at.median), value: at.median } : none,
      ratio: at ? { text: `× ${(at.median / typical).toFixed(2)}`, value: at.median / typical } : none,
    };
  }

  #draw() {
    const words = this.#words, focused = /** @type {HTMLElement | null} */ (this.#root.contains(document.activeElement) ? document.activeElement : null)?.dataset.at;
    const typical = middle(this.#devices.flatMap((device) => fastest(device.points, this.network)?.median ?? []));
    const rows = this.#devices.map((device) => ({ device, cells: this.#cells(device, typical) }));
    const { column, down } = this.#sorted;
    if (column) {
      rows.sort(({ cells: { [column]: a } }, { cells: { [column]: b } }) =>
        (typeof a.value === "number" ? a.value - Number(b.value) || 0 : a.value.localeCompare(String(b.value), words.language)) * (down ? -1 : 1));
    }
    const head = /** @type {HTMLElement} */ (this.#root.querySelector("thead tr")), body = /** @type {HTMLElement} */ (this.#root.querySelector("tbody"));
    head.replaceChildren(...["device", "class", "browser", "cores", "fastest", "time", "ratio"].map((name) => this.#heading(name)));
    if (this.remove) head.append(document.createElement("td"));
    body.replaceChildren(...rows.map(({ device, cells }) => this.#row(device, cells)));
    this.mark(this.chosen);
    if (focused) /** @type {HTMLElement | null} */ (this.#root.querySelector(`[data-at="${CSS.escape(focused)}"]`))?.focus();
  }

  /** The head of a column, which sorts by it. @param {string} name */
  #heading(name) {
    const cell = document.createElement("th"), button = document.createElement("button"), { column, down } = this.#sorted;
    cell.scope = "col";
    if (column === name) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    button.type = "button";
    button.dataset.at = name;
    button.textContent = this.#words.say(`wall.${name}-column`, { network: this.network });
    button.addEventListener("click", () => {
      this.#sorted = { column: name, down: column === name && !down };
      this.#draw();
    });
    cell.append(button);
    return cell;
  }

  /** @param {Device} device @param {Record<string, Cell>} cells */
  #row(device, cells) {
    const row = document.createElement("tr");
    row.dataset.device = device.id;
    row.className = `is-${device.about.class}`;
    for (const [name, { text }] of Object.entries(cells)) {
      const cell = document.createElement(name === "device" ? "th" : "td");
      if (name === "device") /** @type {HTMLTableCellElement} */ (cell).scope = "row";
      cell.append(name === "device" ? this.#button(text, `device ${device.id}`, "link", () => this.choose(device.id)) : text);
      row.append(cell);
    }
    const { remove } = this;
    if (remove) {
      const button = this.#button(this.#words.say("wall.remove"), `remove ${device.id}`, "link", () => remove(device));
      button.setAttribute("aria-label", this.#words.say("wall.remove-one", { name: cells.device.text }));
      row.insertCell().append(button);
    }
    return row;
  }

  /** @param {string} text @param {string} at which button of the table it is @param {string} kind @param {() => void} pressed */
  #button(text, at, kind, pressed) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = kind;
    button.dataset.at = at;
    button.textContent = text;
    button.addEventListener("click", pressed);
    return button;
  }
}
