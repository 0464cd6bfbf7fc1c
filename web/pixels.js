// @ts-check
// Whether the browser lets pages read pixels as they are. Some protect their visitors from being recognised by small
// differences in what is drawn: they change the last bits, which no answer suffers from, or give pixels at random.

import { Told } from "./told.js";

/** A patch of grey, which YUV has too, its side in pixels, and how far a channel may be off. */
const GREY = 130, SIDE = 16, OFF = 8;

/** Whether RGBA bytes are the grey that was drawn.
 * @param {Uint8ClampedArray} rgba */
function isGrey(rgba) {
  return rgba.every((value, i) => i % 4 === 3 || Math.abs(value - GREY) <= OFF);
}

/** @type {boolean | undefined} */
let canvas;

/** Fails where pixels cannot be read back from a canvas, which is tried once. */
export function checkCanvas() {
  if (canvas === undefined) {
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
      new OffscreenCanvas(SIDE, SIDE).getContext("2d", { willReadFrequently: true, alpha: false }));
    context.fillStyle = `rgb(${GREY} ${GREY} ${GREY})`;
    context.fillRect(0, 0, SIDE, SIDE);
    canvas = isGrey(context.getImageData(0, 0, SIDE, SIDE).data);
  }
  if (canvas) return;
  throw new Told("This browser hides the pixels of pictures from pages: allow this address to read canvas data, "
    + "in the address bar or in the browser's privacy settings, and load the page again.", "why.hidden-pixels");
}

/** @type {Promise<boolean> | undefined} */
let frames;

/** Whether video frames convert themselves to the colours that they have; tried once. */
export function framesAreTrue() {
  frames ??= (async () => {
    const luma = SIDE * SIDE;
    const data = new Uint8Array(luma * 3 / 2).fill(128).fill(Math.round(16 + GREY * 219 / 255), 0, luma);
    const frame = new VideoFrame(data, { format: "I420", codedWidth: SIDE, codedHeight: SIDE, timestamp: 0 });
    try {
      const rgba = new Uint8ClampedArray(4 * luma);
      await frame.copyTo(rgba, /** @type {any} */ ({ format: "RGBX" }));
      return isGrey(rgba);
    } catch {
      return false;
    } finally {
      frame.close();
    }
  })();
  return frames;
}
