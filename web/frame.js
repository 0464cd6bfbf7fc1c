// @ts-check
// From a picture to RGBA bytes, the same way for camera frames, photos and samples.

import { checkCanvas, framesAreTrue } from "./pixels.js";

/** Larger squares than this give their canvas back after use, in pixels of a side: no camera has them. */
const KEEP_SIDE = 2048;

/** Reads the centre square of pictures, through memory that is used again. */
export class FrameReader {
  #canvas = new OffscreenCanvas(1, 1);
  // Kept in main memory, since every frame is read back; opaque, since the network sees no transparency.
  #context = this.#canvas.getContext("2d", { willReadFrequently: true, alpha: false, colorSpace: "srgb" });

  /** Whether this browser's video frames convert themselves, as far as is known. */
  #converts = true;
  #converted = new Uint8ClampedArray(0);

  /**
   * The same as read, for one picture at a time. A camera's frame goes past the canvas where the browser can convert
   * it: a fifth of the time of drawing and reading it, and the same bytes.
   * @param {ImageBitmap | VideoFrame} picture
   * @returns {Promise<{side: number, rgba: Uint8ClampedArray}>} its memory is used again for the next
   */
  async readFrame(picture) {
    const rect = this.#converts && "copyTo" in picture ? convertible(picture) : null;
    if (!rect) return this.read(picture);
    const options = /** @type {any} */ ({ rect, format: "RGBX" });
    const bytes = 4 * rect.width * rect.height;
    try {
      if (!await framesAreTrue()) throw new Error("the pixels are hidden");
      if (picture.allocationSize(options) !== bytes) throw new Error("the format is not converted");
      if (this.#converted.length !== bytes) this.#converted = new Uint8ClampedArray(bytes);
      await picture.copyTo(this.#converted, options);
      return { side: rect.width, rgba: this.#converted };
    } catch {
      this.#converts = false;
      return this.read(picture);
    }
  }

  /**
   * The centre square of a picture, pixel for pixel; transparent parts are white. Fails where the browser hides pixels.
   * @param {ImageBitmap | VideoFrame} picture
   * @returns {{side: number, rgba: Uint8ClampedArray}}
   */
  read(picture) {
    const [width, height] = "displayWidth" in picture
      ? [picture.displayWidth, picture.displayHeight] : [picture.width, picture.height];
    const side = Math.min(width, height);
    if (side < 1) throw new Error("engine: a picture without pixels");
    checkCanvas();
    if (this.#canvas.width !== side) {
      this.#canvas.width = this.#canvas.height = side;
      this.#context.imageSmoothingEnabled = false;
      this.#context.fillStyle = "white";
    }
    this.#context.fillRect(0, 0, side, side);
    this.#context.drawImage(picture, -Math.floor((width - side) / 2), -Math.floor((height - side) / 2));
    const rgba = this.#context.getImageData(0, 0, side, side).data;
    if (side > KEEP_SIDE) this.#canvas.width = this.#canvas.height = 1;
    return { side, rgba };
  }
}

/**
 * The centre square of a video frame that can be converted without drawing it: upright, at its own size, in YUV, of
 * which a browser that cannot convert tells by the number of bytes, and cut between its pairs of pixels.
 * @param {VideoFrame} frame
 */
function convertible(frame) {
  const { format, visibleRect, displayWidth, displayHeight, rotation, flip } = /** @type {any} */ (frame);
  if (!["I420", "NV12"].includes(format) || rotation || flip) return null;
  if (visibleRect.width !== displayWidth || visibleRect.height !== displayHeight) return null;
  const side = Math.min(displayWidth, displayHeight);
  const x = visibleRect.x + Math.floor((displayWidth - side) / 2), y = visibleRect.y + Math.floor((displayHeight - side) / 2);
  return x % 2 || y % 2 ? null : { x, y, width: side, height: side };
}
