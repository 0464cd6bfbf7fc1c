// @ts-check
// How a wall says things in the page's language.

import { inWords } from "./told.js";
import { networkOf } from "./walldevices.js";

/** @typedef {import("./walldevices.js").Device} Device */

export class Words {
  /** @param {string} language @param {Record<string, string>} texts */
  constructor(language, texts) {
    this.language = language;
    this.texts = texts;
  }

  /** @param {string} key @param {Record<string, string | number>} values @returns {string} */
  say(key, values = {}) {
    return inWords({ key, values, message: "" }, this.texts);
  }

  /** A device's name: what its user typed, else its class and which of them it is. @param {Device} device */
  name({ name, about, count }) {
    return name || this.say("wall.nameless", { class: this.say(`wall.class-${about.class}`), n: count });
  }

  /** A time in ms to three digits. @param {number} ms */
  ms(ms) {
    return ms.toFixed(ms < 9.995 ? 2 : ms < 99.95 ? 1 : 0);
  }

  /** A moment. @param {string} time */
  moment(time) {
    return new Date(time).toLocaleString(this.language, { dateStyle: "medium", timeStyle: "short" });
  }

  /** A point: its network and how it was computed. @param {import("./sweepcode.js").Point} point */
  point(point) {
    const said = [networkOf(point), this.say(point.precision === "int8" ? "format.int8" : "format.float")];
    if (point.threads > 1) said.push(this.say("figure.cores", { n: point.threads }));
    if (point.isa) said.push(this.say("isa.scalar"));
    return said.join(", ");
  }

  /** What is known of a device. @param {Device} device */
  about({ about }) {
    const said = [this.say(`wall.class-${about.class}`)];
    if (about.browser !== "other") said.push(about.browser);
    if (about.cores) said.push(this.say("figure.cores", { n: about.cores }));
    return said.join(", ");
  }
}
