// @ts-check
// From a picture to RGBA bytes, the same way for camera frames, photos and samples.

/** Larger squares than this give their canvas back after use, in pixels of a side: no camera has them. */
const KEEP_SIDE = 2048;

/** Reads the centre square of pictures, through one canvas that is used again. */
export class FrameReader {
  #canvas = new OffscreenCanvas(1, 1);
  // Kept in main memory, since every frame is read back; opaque, since the network sees no transparency.
  #context = this.#canvas.getContext("2d", { willReadFrequently: true, alpha: false, colorSpace: "srgb" });

  /**
   * The centre square of a picture, pixel for pixel; transparent parts are white.
   * @param {ImageBitmap | VideoFrame} picture
   * @returns {{side: number, rgba: Uint8ClampedArray}}
   */
  read(picture) {
    const [width, height] = "displayWidth" in picture
      ? [picture.displayWidth, picture.displayHeight] : [picture.width, picture.height];
    const side = Math.min(width, height);
    if (side < 1) throw new Error("engine: a picture without pixels");
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
