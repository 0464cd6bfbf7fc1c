// @ts-check
// The wall's chart: accuracy against time, a line over each device's best points.

import { frontOf } from "./walldevices.js";

/** @typedef {import("./walldevices.js").Device} Device */
/** @typedef {import("./wallwords.js").Words} Words */
/** @typedef {import("./sweepcode.js").Point & {accuracy: number}} Spot */

const SVG = "http://www.w3.org/2000/svg";

/** Marks of the classes around 0, 0, so that nobody needs their hues. */
export const MARKS = {
  phone: "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0z",
  tablet: "M-5 -5h10v10h-10z",
  laptop: "M0 -6.5l6 11h-12z",
  desktop: "M-7 0l7 -7l7 7l-7 7z",
  other: "M-5.5 -2.5l3 -3l2.5 2.5l2.5 -2.5l3 3l-2.5 2.5l2.5 2.5l-3 3l-2.5 -2.5l-2.5 2.5l-3 -3l2.5 -2.5z",
};

/** How near a pointer must be to a mark, in pixels. */
const NEAR = 40;

/** From which width on, in pixels, all is drawn larger, for a projector. */
const LARGE = 900;

/** From how many devices on marks are smaller. */
const CROWD = 60;

/** Below which width, in pixels, words are short. */
const NARROW = 560;

/** How long a device is emphasised that has just come, in ms. */
const FRESH = 6000;

/** @param {string} name @param {Record<string, string | number>} attributes @param {(Node | string)[]} inside */
function draw(name, attributes, ...inside) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...inside);
  return element;
}

/** The least and the greatest of numbers. @param {number[]} numbers */
const reach = (numbers) => [Math.min(...numbers), Math.max(...numbers)];

export class Chart {
  #svg;
  #tip;
  /** @type {Words} */
  #words;
  /** @type {{device: Device, front: Spot[], group: SVGElement}[]} */
  #lines = [];
  /** @type {Device[]} */
  #devices = [];
  /** The posts that have been drawn. @type {Set<number>} */
  #drawn = new Set();
  /** The device that came last, for a moment. */
  #newest = "";
  #aged = 0;
  /** The device that was chosen, and the one that is pointed at. */
  #chosen = "";
  #pointed = "";
  #x = (/** @type {number} */ _) => 0;
  #y = (/** @type {number} */ _) => 0;

  /**
   * @param {HTMLElement} root which the chart fills
   * @param {Words} words
   * @param {(id: string) => void} chose hears which device was chosen, "" for none
   */
  constructor(root, words, chose) {
    this.root = root;
    this.#words = words;
    this.chose = chose;
    this.#svg = draw("svg", { role: "group" });
    this.#tip = document.createElement("div");
    this.#tip.className = "wall-tip";
    this.#tip.hidden = true;
    root.append(this.#svg, this.#tip);
    new ResizeObserver(() => this.#draw()).observe(root);
    root.addEventListener("pointermove", (event) => this.#point(event));
    root.addEventListener("pointerdown", (event) => this.#point(event));
    root.addEventListener("pointerleave", () => this.#show(this.#chosen));
    root.addEventListener("click", () => this.choose(this.#pointed === this.#chosen ? "" : this.#pointed));
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {Words} words */
  say(words) {
    this.#words = words;
    this.#draw();
  }

  /** Draws devices. @param {Device[]} devices in the order in which they came */
  set(devices) {
    const posts = devices.flatMap(({ seqs }) => seqs), last = Math.max(...posts);
    if (!posts.length) this.#drawn.clear(); // of another wall
    else if (!this.#drawn.has(last)) {
      this.#newest = devices.find(({ seqs }) => seqs.includes(last))?.id ?? "";
      clearTimeout(this.#aged);
      this.#aged = setTimeout(() => {
        this.#svg.querySelector(".newest")?.classList.remove("newest");
        this.#newest = "";
      }, FRESH);
    }
    for (const post of posts) this.#drawn.add(post);
    this.#devices = devices;
    this.#draw();
  }

  /** Emphasises a device until another is chosen, "" for none. @param {string} id */
  choose(id) {
    this.#chosen = id;
    this.#show(id);
    this.chose(id);
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.root;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest("[data-device]"))?.dataset.device;
    this.#svg.replaceChildren();
    this.#lines = [];
    if (!width || !height) return;
    const words = this.#words;
    const lines = this.#devices.map((device) => ({ device, front: frontOf(device.points) })).filter(({ front }) => front.length);
    this.#svg.setAttribute("aria-label", words.say("wall.chart", { n: lines.length }));
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#axes(width, height, lines.flatMap(({ front }) => front));
    const size = (width > LARGE ? 1.3 : 1) * (lines.length > CROWD ? 0.6 : 1);
    for (const { device, front } of lines) {
      const at = front.map((p) => [this.#x(p.median), this.#y(p.accuracy)]);
      const mark = MARKS[device.about.class] ?? MARKS.other;
      const first = front[0], best = /** @type {Spot} */ (front.at(-1));
      const group = draw("g", {
        class: `device is-${device.about.class}`, "data-device": device.id, role: "button", tabindex: -1, "aria-pressed": "false",
        "aria-label": words.say("wall.device", {
          name: words.name(device), about: words.about(device), fastest: words.point(first), ms: words.ms(first.median),
          best: words.point(best), bestMs: words.ms(best.median), accuracy: best.accuracy,
        }),
      }, draw("path", { class: "line", d: "M" + at.map((spot) => spot.join(" ")).join("L") }),
      ...at.map(([x, y]) => draw("path", { class: "mark", d: mark, transform: `translate(${x} ${y}) scale(${size})` })),
      this.#label(words.name(device), at, width));
      group.classList.toggle("newest", device.id === this.#newest);
      group.addEventListener("focus", () => this.#show(device.id));
      this.#svg.append(group);
      this.#lines.push({ device, front, group });
    }
    this.#lines[0]?.group.setAttribute("tabindex", "0");
    const again = this.#lines.find(({ device }) => device.id === focused);
    if (again) {
      this.#lines[0].group.setAttribute("tabindex", "-1");
      again.group.setAttribute("tabindex", "0");
      again.group.focus();
    }
    this.#show(this.#chosen);
  }

  /** The name beside the end of a line, for when it is emphasised. */
  #label(text, at, width) {
    const [x, y] = at.at(-1);
    const right = x > width * 0.7;
    return draw("text", { class: "name", x: x + (right ? -12 : 12), y: y - 12, "text-anchor": right ? "end" : "start", "aria-hidden": "true" }, text);
  }

  /** Axes around spots, and what they stand for. */
  #axes(width, height, spots) {
    const large = width > LARGE, left = large ? 62 : 46, bottom = large ? 58 : 46, top = 18, right = 20;
    const [least, most] = spots.length ? reach(spots.map((p) => p.median)) : [1, 100];
    let [low, high] = spots.length ? reach(spots.map((p) => p.accuracy)) : [40, 70];
    low = Math.floor((low - 1) / 5) * 5;
    high = Math.ceil((high + 1) / 5) * 5;
    const from = Math.log(least / 1.15), to = Math.log(Math.max(most * 1.15, least * 8));
    this.#x = (ms) => left + (Math.log(ms) - from) / (to - from) * (width - left - right);
    this.#y = (percent) => height - bottom - (percent - low) / (high - low) * (height - bottom - top);
    const axes = draw("g", { class: "axes", "aria-hidden": "true" });
    const decade = (width - left - right) * Math.LN10 / (to - from); // in pixels
    const steps = decade > 600 ? [1, 1.5, 2, 3, 5, 7] : decade > 150 ? [1, 2, 5] : [1];
    for (let power = Math.floor(from / Math.LN10); power <= to / Math.LN10; power++) {
      for (const step of steps) {
        const ms = Number((step * 10 ** power).toPrecision(2));
        if (Math.log(ms) < from || Math.log(ms) > to) continue;
        const x = this.#x(ms);
        axes.append(draw("path", { class: "grid", d: `M${x} ${top}V${height - bottom}` }),
          draw("text", { x, y: height - bottom + (large ? 24 : 18), "text-anchor": "middle" }, String(ms)));
      }
    }
    for (let percent = low; percent <= high; percent += high - low > 40 ? 10 : 5) {
      const y = this.#y(percent);
      axes.append(draw("path", { class: "grid", d: `M${left} ${y}H${width - right}` }),
        draw("text", { x: left - 8, y: y + 5, "text-anchor": "end" }, String(percent)));
    }
    axes.append(draw("path", { class: "axis", d: `M${left} ${top}V${height - bottom}H${width - right}` }),
      draw("text", { class: "title", x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, this.#words.say(width < NARROW ? "wall.x-short" : "wall.x")),
      draw("text", { class: "title", transform: `translate(${large ? 16 : 12} ${(top + height - bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, this.#words.say("wall.y")));
    this.#svg.append(axes);
  }

  /** Emphasises a device, and says what a point of it is. @param {string} id @param {Spot} [spot] its most accurate one if left out */
  #show(id, spot) {
    this.#pointed = id;
    const line = this.#lines.find(({ device }) => device.id === id);
    this.#svg.classList.toggle("one", Boolean(line));
    for (const { device, group } of this.#lines) {
      group.classList.toggle("on", device.id === id);
      group.setAttribute("aria-pressed", String(device.id === this.#chosen));
    }
    this.#tip.hidden = !line;
    if (!line) return;
    const { device, front } = line, words = this.#words, at = spot ?? /** @type {Spot} */ (front.at(-1));
    const name = document.createElement("b"), about = document.createElement("span"), value = document.createElement("span");
    name.textContent = words.name(device);
    about.textContent = words.about(device);
    value.textContent = words.say("wall.spot", { point: words.point(at), ms: words.ms(at.median), accuracy: at.accuracy });
    this.#tip.replaceChildren(name, about, value);
    const x = this.#x(at.median), y = this.#y(at.accuracy), { clientWidth: width } = this.root;
    this.#tip.classList.toggle("below", y < 110);
    this.#tip.style.left = `${Math.min(Math.max(x, 130), Math.max(width - 130, 130))}px`;
    this.#tip.style.top = `${y}px`;
  }

  /** Emphasises what is near the pointer. @param {PointerEvent} event */
  #point(event) {
    const box = this.root.getBoundingClientRect(), x = event.clientX - box.x, y = event.clientY - box.y;
    let best = NEAR, id = "", at;
    for (const { device, front } of this.#lines) {
      for (const spot of front) {
        const far = Math.hypot(this.#x(spot.median) - x, this.#y(spot.accuracy) - y);
        if (far < best) [best, id, at] = [far, device.id, spot];
      }
    }
    this.#show(id || this.#chosen, at);
    if (!id) this.#pointed = "";
  }

  /** Arrows go from device to device, Enter chooses one. @param {KeyboardEvent} event */
  #key(event) {
    const groups = this.#lines.map(({ group }) => group), i = groups.findIndex((group) => group === document.activeElement);
    if (i < 0) return;
    const step = { ArrowRight: i + 1, ArrowDown: i + 1, ArrowLeft: i - 1, ArrowUp: i - 1, Home: 0, End: groups.length - 1 }[event.key];
    const { id } = this.#lines[i].device;
    if (step !== undefined) {
      const to = groups[(step + groups.length) % groups.length];
      for (const group of groups) group.setAttribute("tabindex", group === to ? "0" : "-1");
      to.focus();
    } else if (event.key === "Enter" || event.key === " ") this.choose(this.#chosen === id ? "" : id);
    else if (event.key === "Escape") this.choose("");
    else return;
    event.preventDefault();
  }
}
