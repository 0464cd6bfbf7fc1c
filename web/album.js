// @ts-check
// Pictures to check networks with: from a dialog, from a drop of folders, or the page's own drawings. They stay files on
// the visitor's device until they are decoded, one after another; what is kept of each is a small picture.

import { get } from "./told.js";

/**
 * @typedef {object} Picture
 * @property {File} file
 * @property {string} path where it lies, from the folder that was chosen, with its name
 * @property {number} class what it shows, or -1 if that is not known
 */

/** How sharp the small pictures are, in pixels of a side. */
const SMALL = 96;

const natural = new Intl.Collator(undefined, { numeric: true });

/** The pictures among files, in the order of their names, and how many others there are. */
function sorted(/** @type {{file: File, path: string}[]} */ found) {
  const pictures = found.filter(({ file, path }) => file.type.startsWith("image/") && !/(^|\/)\./.test(path));
  pictures.sort((a, b) => natural.compare(a.path, b.path));
  return { pictures: pictures.map((picture) => ({ ...picture, class: -1 })), others: found.length - pictures.length };
}

/** What was chosen in a dialog. */
export function picked(/** @type {FileList} */ files) {
  return sorted([...files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
}

/**
 * What was dropped, folders with all that is in them. It must be called while the event is delivered.
 * @param {DataTransfer} transfer
 */
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return picked(transfer.files);
  /** @type {{file: File, path: string}[]} */
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return sorted(found);
}

/** Adds the files in an entry. One that cannot be opened is left out, as if it were not there. */
async function walk(/** @type {any} */ entry, /** @type {{file: File, path: string}[]} */ found) {
  try {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => { entry.file(resolve, reject); });
      found.push({ file, path: entry.fullPath.replace(/^\//, "") });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); }); // some at a time
      if (some.length === 0) return;
      for (const inner of some) await walk(inner, found);
    }
  } catch {
    // It went away, or may not be read.
  }
}

/** The page's own drawings, with what they show. */
export async function drawn() {
  const base = new URL("samples/", import.meta.url);
  const list = await (await get(new URL("samples.json", base))).json();
  const pictures = list.map(async (/** @type {any} */ one) => {
    const content = await (await get(new URL(one.file, base))).blob();
    return { file: new File([content], one.file, { type: content.type, lastModified: 0 }), path: one.file, class: one.class };
  });
  return { pictures: await Promise.all(pictures), others: 0 };
}

/**
 * The address of a small copy of a picture, good until it is revoked.
 * @param {ImageBitmap} bitmap the picture's square
 * @returns {Promise<string>}
 */
export async function small(bitmap) {
  const canvas = new OffscreenCanvas(SMALL, SMALL);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  context.fillStyle = "white"; // under what is transparent, as the engine has it
  context.fillRect(0, 0, SMALL, SMALL);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, SMALL, SMALL);
  return URL.createObjectURL(await canvas.convertToBlob({ type: "image/jpeg", quality: .85 }));
}
