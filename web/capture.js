// @ts-check
// Pictures as pages have them, to what the engine takes.

import { decodeWhole } from "./photo.js";

const KINDS = "an <img>, <video> or <canvas>, an ImageBitmap, ImageData, VideoFrame or Blob";

/**
 * What a picture shows at the moment of the call. The picture stays as it is; the result is the caller's.
 * @param {any} picture
 * @returns {Promise<ImageBitmap | VideoFrame>}
 */
export async function capture(picture) {
  const kind = Object.prototype.toString.call(picture).slice("[object ".length, -1); // also of another window's
  switch (kind) {
    case "Blob":
    case "File":
      return decodeWhole(picture);
    case "HTMLImageElement":
      if (!picture.complete) await picture.decode().catch(() => {});
      requirePixels(picture.naturalWidth, "this <img> did not load, or has no size of its own");
      return createImageBitmap(picture);
    case "HTMLVideoElement":
      requirePixels(picture.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && picture.videoWidth,
        "this <video> has no frame yet: wait for its event loadeddata");
      return "VideoFrame" in globalThis ? new VideoFrame(picture) : createImageBitmap(picture);
    case "VideoFrame":
      requirePixels(picture.displayWidth, "this VideoFrame is closed");
      return picture.clone();
    case "HTMLCanvasElement":
    case "OffscreenCanvas":
    case "ImageBitmap":
    case "ImageData":
      requirePixels(picture.width && picture.height, `this ${kind} is empty or closed`);
      return createImageBitmap(picture);
  }
  throw new TypeError(`mobilenet: a picture of type ${kind}: want ${KINDS}`);
}

/** @param {number | boolean} has @param {string} why it has none */
function requirePixels(has, why) {
  if (!has) throw new Error(`mobilenet: a picture without pixels: ${why}`);
}
