// @ts-check
// The pictures that the visitor teaches by, as small JPEG files in this browser (IndexedDB), in the order in which they
// came, and the task that they are for. A picture counts once it is stored. What the browser does not keep, since it may
// not or has no room, lasts as long as the page.

import { ask } from "./browser.js";

/** The largest side of a picture, in pixels: beyond what any network sees. */
const SIDE = 256;
const QUALITY = .9;
const TYPE = "image/jpeg";

/** The stores: pictures by their numbers, and the task, under its own name. */
const PICTURES = "pictures", TASK = "task";

/**
 * @typedef {object} Picture
 * @property {number} id below 0 if the browser does not keep it
 * @property {number} class the number of what it shows
 * @property {boolean} lacks it lacks that instead
 * @property {number} time when it was collected, in ms since 1970
 * @property {number} group which press of the button it comes from
 * @property {Blob} blob its centre square
 */

/** @type {Promise<IDBDatabase | undefined> | undefined} */
let opening;

/** The picture that was added last: while a button is held, a still picture comes again and again. */
let last = { group: 0, bytes: new Uint8Array() };

/** The number of the last picture that the browser does not keep. */
let unkept = 0;

/** The database; undefined where the browser gives none. */
function open() {
  opening ??= new Promise((resolve) => {
    const request = ask(() => indexedDB.open("teach", 1));
    if (!request) {
      resolve(undefined);
      return;
    }
    request.onupgradeneeded = () => {
      request.result.createObjectStore(PICTURES, { autoIncrement: true });
      request.result.createObjectStore(TASK);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(undefined);
  });
  return opening;
}

/**
 * Does some work in one transaction.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(pictures: IDBObjectStore, task: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>} what its last request gives, once everything is stored
 */
async function transact(mode, work) {
  const database = await open();
  if (!database) throw new Error("collection: the browser keeps nothing");
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([PICTURES, TASK], mode);
    const request = work(transaction.objectStore(PICTURES), transaction.objectStore(TASK));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Whether something was stored. @param {Promise<any>} work @returns {Promise<boolean>} */
async function done(work) {
  try {
    await work;
    return true;
  } catch {
    return false;
  }
}

/**
 * What was stored in earlier visits.
 * @returns {Promise<{task: string, pictures: Picture[], keeps: boolean}>}
 */
export async function load() {
  try {
    const ids = await transact("readonly", (pictures) => pictures.getAllKeys());
    const all = await transact("readonly", (pictures) => pictures.getAll());
    const task = await transact("readonly", (_, task) => task.get(TASK));
    return { task: task ?? "", pictures: all.map((one, i) => ({ ...one, id: ids[i] })), keeps: true };
  } catch {
    return { task: "", pictures: [], keeps: false };
  }
}

/** Stores what the pictures are for. @param {string} task @returns {Promise<boolean>} whether the browser keeps it */
export function keepTask(task) {
  return done(transact("readwrite", (_, store) => store.put(task, TASK)));
}

/**
 * Adds a picture, which it closes.
 * @param {ImageBitmap | VideoFrame} picture
 * @param {Omit<Picture, "id" | "blob">} about
 * @returns {Promise<Picture | null>} once it is stored; null if it is the same as the one before it in its group
 */
export async function add(picture, about) {
  const blob = await shrink(picture);
  const { group } = about, bytes = new Uint8Array(await blob.arrayBuffer());
  if (group === last.group && bytes.length === last.bytes.length && bytes.every((byte, i) => byte === last.bytes[i])) return null;
  last = { group, bytes };
  try {
    const id = /** @type {number} */ (await transact("readwrite", (pictures) => pictures.add({ ...about, blob })));
    return { ...about, id, blob };
  } catch {
    return { ...about, id: --unkept, blob };
  }
}

/**
 * Adds pictures that were collected elsewhere, as they are: in the browser all of them, or none.
 * @param {Omit<Picture, "id" | "blob">[]} about
 * @param {ArrayBuffer} files one after another
 * @param {number[]} lengths of the files
 * @returns {Promise<Picture[]>} once they are stored; it rejects, and adds nothing, if one of them is no picture
 */
export async function addAll(about, files, lengths) {
  let end = 0;
  const pictures = about.map((one, i) => ({ ...one, blob: new Blob([files.slice(end, end += lengths[i])], { type: TYPE }) }));
  for (const { blob } of pictures) (await createImageBitmap(blob)).close();
  /** @type {IDBRequest[]} */
  let requests = [];
  const kept = await done(transact("readwrite", (store) => (requests = pictures.map((one) => store.add(one)))[0]));
  return pictures.map((one, i) => ({ ...one, id: kept ? requests[i].result : --unkept }));
}

/** A picture's centre square as a small file; transparent parts are white, as the engine has them. */
async function shrink(/** @type {ImageBitmap | VideoFrame} */ picture) {
  try {
    const [width, height] = "displayWidth" in picture ? [picture.displayWidth, picture.displayHeight] : [picture.width, picture.height];
    const side = Math.min(width, height), small = Math.min(side, SIDE);
    const { canvas, context } = square(small);
    context.drawImage(picture, Math.floor((width - side) / 2), Math.floor((height - side) / 2), side, side, 0, 0, small, small);
    return await canvas.convertToBlob({ type: TYPE, quality: QUALITY });
  } finally {
    picture.close();
  }
}

/** A white square to draw on. */
function square(/** @type {number} */ side) {
  const canvas = new OffscreenCanvas(side, side);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  context.fillStyle = "white";
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = "high";
  return { canvas, context };
}

/**
 * A view of a square picture: a share of its middle, turned left to right or not.
 * @param {ImageBitmapSource} picture
 * @param {number} share 0 to 1
 * @param {boolean} mirrored
 * @returns {Promise<ImageBitmap>}
 */
export async function view(picture, share, mirrored) {
  if (picture instanceof HTMLImageElement) await picture.decode(); // it may be on its way
  const bitmap = await createImageBitmap(picture);
  const side = Math.round(share * bitmap.width);
  const { canvas, context } = square(side);
  if (mirrored) context.setTransform(-1, 0, 0, 1, side, 0);
  const before = Math.floor((side - bitmap.width) / 2);
  context.drawImage(bitmap, before, before);
  bitmap.close();
  return canvas.transferToImageBitmap();
}

/** Forgets pictures. @param {number[]} ids @returns {Promise<boolean>} whether the browser has forgotten them */
export function remove(ids) {
  const kept = ids.filter((id) => id > 0);
  if (kept.length === 0) return Promise.resolve(true);
  return done(transact("readwrite", (pictures) => kept.map((id) => pictures.delete(id))[kept.length - 1]));
}

/** Forgets everything. @returns {Promise<boolean>} whether the browser has */
export function clear() {
  return done(transact("readwrite", (pictures, task) => {
    task.clear();
    return pictures.clear();
  }));
}
