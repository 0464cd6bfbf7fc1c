// @ts-check
// What a wall's posts say: devices with their points, those that filters leave, and what is computed from them.

/** @typedef {import("./sweepcode.js").Point} Point */

/**
 * A post, as the server has it or a link carried it.
 * @typedef {object} Post
 * @property {number} seq
 * @property {string} device the same for all posts of a device
 * @property {string} name
 * @property {import("./device.js").About} about
 * @property {string} weights
 * @property {Point[]} points
 */

/**
 * A device with all that it posted; of two measurements of a configuration the later one.
 * @typedef {object} Device
 * @property {string} id
 * @property {string} name as its user typed it, "" for none
 * @property {number} count how many of its class came before it, and itself
 * @property {import("./device.js").About} about
 * @property {number[]} seqs of its posts
 * @property {(Point & {weights: string})[]} points
 */

/** What a filter leaves; "" leaves all.
 * @typedef {{class: string, browser: string, precision: string, threads: string, weights: string}} Filters */

const configurationOf = (/** @type {Point & {weights: string}} */ p) => [p.alpha, p.resolution, p.precision, p.threads, p.isa, p.weights].join("/");

/** The browser without its version. @param {Device} device */
export const browserOf = (device) => device.about.browser.replace(/ \d+$/, "");

/**
 * The devices of posts in their order.
 * @param {Iterable<Post>} posts
 * @returns {Device[]}
 */
export function devicesOf(posts) {
  /** @type {Map<string, Device & {byConfiguration: Map<string, Point & {weights: string}>}>} */
  const found = new Map();
  for (const post of posts) {
    const device = found.get(post.device) ?? { id: post.device, name: "", count: 0, about: post.about, seqs: [], points: [], byConfiguration: new Map() };
    found.set(post.device, device);
    device.name = post.name || device.name;
    device.about = post.about;
    device.seqs.push(post.seq);
    for (const point of post.points) {
      const weighed = { ...point, weights: post.weights };
      device.byConfiguration.set(configurationOf(weighed), weighed);
    }
  }
  /** @type {Record<string, number>} */
  const counts = {};
  return [...found.values()].map(({ byConfiguration, ...device }) => {
    counts[device.about.class] = (counts[device.about.class] ?? 0) + 1;
    return { ...device, count: counts[device.about.class], points: [...byConfiguration.values()] };
  });
}

/**
 * What can be filtered by, in the devices that there are.
 * @param {Device[]} devices
 * @returns {Record<keyof Filters, string[]>}
 */
export function choicesOf(devices) {
  const points = devices.flatMap((device) => device.points);
  const sorted = (/** @type {string[]} */ values) => [...new Set(values)].sort();
  return {
    class: sorted(devices.map((device) => device.about.class)),
    browser: sorted(devices.map(browserOf)),
    precision: sorted(points.map((point) => point.precision)),
    threads: sorted(points.map((point) => point.threads > 1 ? "more" : "one")),
    weights: sorted(points.map((point) => point.weights)),
  };
}

/**
 * The devices that filters leave, with the points that they leave.
 * @param {Device[]} devices
 * @param {Filters} filters
 */
export function filtered(devices, filters) {
  const passes = (/** @type {keyof Filters} */ name, /** @type {string} */ value) => !filters[name] || filters[name] === value;
  return devices
    .filter((device) => passes("class", device.about.class) && passes("browser", browserOf(device)))
    .map((device) => ({
      ...device,
      points: device.points.filter((point) => passes("precision", point.precision) && passes("weights", point.weights)
        && passes("threads", point.threads > 1 ? "more" : "one")),
    }))
    .filter((device) => device.points.length > 0);
}

/**
 * The points that no other of them is both faster and more accurate than, the fastest first.
 * @template {Point} P
 * @param {P[]} points
 * @returns {(P & {accuracy: number})[]}
 */
export function frontOf(points) {
  const known = /** @type {(P & {accuracy: number})[]} */ (points.filter(({ accuracy }) => accuracy !== null));
  known.sort((a, b) => a.median - b.median || b.accuracy - a.accuracy);
  let best = -1;
  return known.filter(({ accuracy }) => accuracy > best && ((best = accuracy), true));
}

/** The fastest of points, of those of a network if one is named. @param {Point[]} points @param {string} network */
export function fastest(points, network = "") {
  return points.filter((point) => !network || networkOf(point) === network)
    .reduce((/** @type {Point | null} */ best, point) => best && best.median <= point.median ? best : point, null);
}

/** A network's name as the paper writes it: α, then pixels. @param {{alpha: number, resolution: number}} point */
export const networkOf = ({ alpha, resolution }) => `${Number(alpha.toFixed(3))}/${resolution}`;

/** The middle of numbers, NaN of none. @param {number[]} numbers */
export function middle(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
