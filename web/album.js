// @ts-check
// Files that the visitor gives: from a dialog, from a drop of files and folders, from the clipboard, or the page's own
// drawings. They stay files on the visitor's device until they are opened, one after another; what is kept of a photo is a
// small picture.

import { addressOf } from "./files.js";
import { get } from "./told.js";

/**
 * @typedef {object} Found
 * @property {File | null} file null if it cannot be opened: it went away, or may not be read
 * @property {string} path where it lies, from the folder that was chosen, with its name
 * @property {number} class what it shows, or -1 if that is not known
 */

/** How sharp the small pictures are, in pixels of a side. */
const SMALL = 96;

const natural = new Intl.Collator(undefined, { numeric: true });

/**
 * What was found, in the order of the paths. Macs write a letter's parts apart, other systems whole: two folders of one
 * name are one.
 * @param {{file: File | null, path: string}[]} found
 * @returns {Found[]}
 */
function listed(found) {
  return found.map(({ file, path }) => ({ file, path: path.normalize("NFC"), class: -1 })).sort((a, b) => natural.compare(a.path, b.path));
}

/** What was chosen in a dialog, or pasted. */
export function picked(/** @type {FileList} */ files) {
  return listed([...files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
}

/**
 * What was dropped, folders with all that is in them. It must be called while the event is delivered.
 * @param {DataTransfer} transfer
 */
export async function dropped(transfer) {
  const given = [...transfer.items].filter(({ kind }) => kind === "file").map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  /** @type {{file: File | null, path: string}[]} */
  const found = [];
  for (const one of given) {
    if (one instanceof File) found.push({ file: one, path: one.name });
    else if (one) await walk(one, found);
  }
  return listed(found);
}

/** Adds the files in an entry. What cannot be opened is named, without a file. */
async function walk(/** @type {any} */ entry, /** @type {{file: File | null, path: string}[]} */ found) {
  const path = entry.fullPath.replace(/^\//, "");
  try {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => { entry.file(resolve, reject); });
      found.push({ file, path });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); }); // some at a time
      if (some.length === 0) return;
      for (const inner of some) await walk(inner, found);
    }
  } catch {
    found.push({ file: null, path });
  }
}

/** The page's own drawings, with what they show. */
export async function drawn() {
  const list = await (await get(addressOf("samples/samples.json"))).json();
  return Promise.all(list.map(async (/** @type {any} */ one) => {
    const content = await (await get(addressOf(`samples/${one.file}`))).blob();
    return { file: new File([content], one.file, { type: content.type, lastModified: 0 }), path: one.file, class: one.class };
  }));
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
