// @ts-check
// Photos from files, paste, drop and samples: decoded, turned upright and cut to their centre square.

import { Told } from "./told.js";
import { unreadable } from "./unreadable.js";

/** The largest picture that is decoded, as the engine's resizer has it. */
const MAX_PIXELS = 50_000_000;

/** How much of a file is searched for the picture's size: JPEG may put thumbnails and profiles before it. */
const HEADER_BYTES = 1 << 20;

/**
 * Decodes a photo. Rejects with plain words what is empty, no picture, or so large that decoding it would
 * take the device's memory; the size is read from the file's header before anything is decoded.
 * @param {Blob} blob
 * @returns {Promise<ImageBitmap>} the centre square, at the photo's own pixels
 */
export async function decodePhoto(blob) {
  const whole = await decodeWhole(blob);
  try {
    const { x, y, side } = centreSquare(whole);
    return await createImageBitmap(whole, x, y, side, side);
  } finally {
    whole.close();
  }
}

/** The largest square in the middle of a picture, in whole pixels. The network sees that.
 * @param {{width: number, height: number}} picture */
export function centreSquare({ width, height }) {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}

/** The same as decodePhoto, but all of the photo. @param {Blob} blob @returns {Promise<ImageBitmap>} */
export async function decodeWhole(blob) {
  if (blob.size === 0) throw new Told("This photo is empty: the file has 0 bytes.", "photo.empty");
  let header;
  try {
    header = new DataView(await blob.slice(0, HEADER_BYTES).arrayBuffer());
  } catch {
    throw new Told("This file cannot be opened: is it still there, and may you read it?", "photo.gone");
  }
  checkSize(pictureSize(header));
  let whole;
  try {
    whole = await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    throw unreadable(header);
  }
  try {
    checkSize(whole);
    return whole;
  } catch (error) {
    whole.close();
    throw error;
  }
}

/** @param {{width: number, height: number} | null} size */
function checkSize(size) {
  if (!size || size.width * size.height <= MAX_PIXELS) return;
  const { width, height } = size;
  const megapixels = Math.round((width * height) / 1e6), most = MAX_PIXELS / 1e6;
  throw new Told(`This photo is too large: ${width}×${height} is ${megapixels} megapixels, at most ${most} can be opened. `
    + "Make it smaller first.", "photo.large", { width, height, megapixels, most });
}

/**
 * The size that a picture file declares, or null if its kind is not known here.
 * @param {DataView} file
 */
export function pictureSize(file) {
  try {
    return pngSize(file) ?? jpegSize(file) ?? webpSize(file) ?? gifSize(file) ?? bmpSize(file);
  } catch (error) {
    if (error instanceof RangeError) return null; // cut short: decoding will say so
    throw error;
  }
}

/** Whether the file has this text at that place. */
function has(file, at, text) {
  return [...text].every((c, i) => at + i < file.byteLength && file.getUint8(at + i) === c.charCodeAt(0));
}

function pngSize(file) {
  return has(file, 1, "PNG") ? { width: file.getUint32(16), height: file.getUint32(20) } : null;
}

function gifSize(file) {
  return has(file, 0, "GIF8") ? { width: file.getUint16(6, true), height: file.getUint16(8, true) } : null;
}

function bmpSize(file) {
  if (!has(file, 0, "BM")) return null;
  return { width: Math.abs(file.getInt32(18, true)), height: Math.abs(file.getInt32(22, true)) };
}

function jpegSize(file) {
  if (file.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; ;) {
    const marker = file.getUint8(at + 1);
    if (file.getUint8(at) !== 0xff) return null;
    if (marker === 0xff) {
      at++; // padding between segments
      continue;
    }
    // Start of frame: C0 to CF without the tables DHT, JPG and DAC.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: file.getUint16(at + 7), height: file.getUint16(at + 5) };
    }
    at += 2 + file.getUint16(at + 2);
  }
}

function webpSize(file) {
  if (!has(file, 0, "RIFF") || !has(file, 8, "WEBP")) return null;
  if (has(file, 12, "VP8X")) {
    const uint24 = (at) => file.getUint16(at, true) + 65536 * file.getUint8(at + 2);
    return { width: uint24(24) + 1, height: uint24(27) + 1 };
  }
  if (has(file, 12, "VP8L")) {
    const bits = file.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  return { width: file.getUint16(26, true) & 0x3fff, height: file.getUint16(28, true) & 0x3fff };
}
