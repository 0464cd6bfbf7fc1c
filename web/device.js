// @ts-check
// What a sweep says of the device that it was measured on, to a class's wall and in links.

/**
 * @typedef {object} About
 * @property {string} class one of CLASSES
 * @property {string} browser its name and major version
 * @property {number} cores of the processor, as far as the browser tells
 * @property {string} program "relaxed", "simd" or "scalar": the fastest instructions that ran
 */

export const CLASSES = ["phone", "tablet", "laptop", "desktop", "other"];
const PROGRAMS = ["relaxed", "simd", "scalar"];

/** Names of browsers and where their user agents have the version; each of these also has the marks of those behind it. */
const BROWSERS = /** @type {const} */ ([
  ["Edge", /\bEdg(?:A|iOS)?\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["Samsung Internet", /\bSamsungBrowser\/(\d+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /(?:Chrome|CriOS)\/(\d+)/],
  ["Safari", /\bVersion\/(\d+).*Safari/],
]);

/** The browser's name and version, as its user agent has them. @param {string} agent */
export function browserOf(agent) {
  for (const [name, version] of BROWSERS) {
    const found = version.exec(agent);
    if (found) return `${name} ${found[1]}`;
  }
  return "other";
}

/**
 * A guess at the class. No browser tells a laptop from a desktop, and an iPad says that it is a Mac.
 * @param {string} agent
 * @param {number} touches at once
 */
export function classOf(agent, touches) {
  if (/iPhone|iPod|Android.*Mobile/.test(agent)) return "phone";
  if (/iPad|Android/.test(agent) || /Macintosh/.test(agent) && touches > 1) return "tablet";
  return "laptop";
}

/**
 * This device.
 * @param {boolean} relaxed whether the engine with relaxed SIMD runs
 * @returns {About}
 */
export function thisDevice(relaxed) {
  const { userAgent, maxTouchPoints, hardwareConcurrency } = navigator;
  return {
    class: classOf(userAgent, maxTouchPoints),
    browser: browserOf(userAgent),
    cores: hardwareConcurrency || 1,
    program: relaxed ? "relaxed" : "simd",
  };
}

/** What links carry of a device. @param {About} about */
export function writeAbout(about) {
  return [about.class, about.browser, about.cores, about.program].join(",");
}

/** Reads what writeAbout wrote; of a link without it nothing is known. @param {string} text @returns {About} */
export function readAbout(text) {
  const [kind, browser, cores, program] = text.split(",");
  return {
    class: CLASSES.includes(kind) ? kind : "other",
    browser: (browser || "other").slice(0, 40),
    cores: Math.min(Math.max(parseInt(cores) || 0, 0), 1024),
    program: PROGRAMS.includes(program) ? program : "",
  };
}
