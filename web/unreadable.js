// @ts-check
// What to say of a photo that the browser could not decode: which format it has, by the first bytes of its file, and how
// to come by one that the page can open.

import { Told } from "./told.js";

/** The formats that some browsers decode, or none, with the text of their first bytes. */
const FORMATS = [
  { name: "AVIF", begins: /^[^]{4}ftyp[^]*?avi[fs]/ },
  { name: "HEIC", begins: /^[^]{4}ftyp[^]*?(he[iv][cmsx]|mif1|msf1)/ },
  { name: "RAW", begins: /^([^]{4}ftypcrx |FUJIFILMCCD-RAW|II(RO|RS|U\0)|MMOR)/ },
  { name: "TIFF/RAW", begins: /^(II[*+]\0|MM\0[*+])/ }, // most cameras' raw formats are TIFF with parts of their own
  { name: "JPEG XL", begins: /^(\xff\x0a|\0\0\0\x0cJXL )/ },
  { name: "JPEG 2000", begins: /^(\0\0\0\x0cjP  |\xff\x4f\xff\x51)/ },
  { name: "Photoshop", begins: /^8BPS/ },
  { name: "SVG", begins: /^(\xef\xbb\xbf)?\s*<(svg|\?xml[^]*<svg)/ },
  { name: "video", begins: /^([^]{4}(ftyp|moov|mdat|wide)|\x1a\x45\xdf\xa3|RIFF[^]{4}AVI )/ },
];

/** How many bytes are looked at. */
const BYTES = 256;

/**
 * @param {DataView} file its beginning
 * @returns {Told}
 */
export function unreadable(file) {
  const bytes = new Uint8Array(file.buffer, file.byteOffset, Math.min(BYTES, file.byteLength));
  const text = String.fromCharCode(...bytes);
  const format = FORMATS.find(({ begins }) => begins.test(text))?.name;
  switch (format) {
    case undefined:
      return new Told("This file is not a picture that the browser can read: try a JPEG, PNG or WebP photo.", "photo.unreadable");
    case "video":
      return new Told("This is a video, no photo: try a picture of it.", "photo.video");
    case "HEIC":
      return new Told("This photo is HEIC, which this browser cannot read: save it as JPEG.", "photo.heic");
  }
  return new Told(`This photo is ${format}, which this browser cannot read: save it as JPEG or PNG.`, "photo.format", { format });
}
