// @ts-check
// The weights that lie beside these modules, in the site and in the npm package.

import { get } from "./told.js";

const directory = new URL("../../weights/", import.meta.url);

/** @typedef {{name: string, file: string, bytes: number, sha256: string, alpha: number, resolution: number, resolutionMax: number, quantised: boolean}} Entry */

/** @param {string} name @returns {Promise<Entry[]>} */
async function list(name) {
  return (await get(new URL(name, directory))).json();
}

/** The files of classifiers: Google's, of one resolution each, and the project's own, of a range. */
export async function classifiers() {
  const all = await list("index.json");
  return { official: all.filter((e) => !e.resolutionMax), own: all.filter((e) => e.resolutionMax > 0) };
}

/** The files of detectors. */
export function detectors() {
  return list("detectors.json");
}

/** The weights member of a message for one of these files. @param {Entry} entry */
export function fileSource({ file, bytes, sha256 }) {
  return { source: "url", url: new URL(file, directory).href, bytes, sha256 };
}
