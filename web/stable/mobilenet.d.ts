/**
 * MobileNet v1 in the browser, in WebAssembly: the functions of @tensorflow-models/mobilenet, and detection as in coco-ssd.
 * A network sees the centre square of a picture.
 */

/** What shows a picture. Those from another origin need CORS, as for drawing them on a canvas that is read. */
export type Picture =
  | HTMLImageElement | HTMLVideoElement | HTMLCanvasElement | OffscreenCanvas
  | ImageBitmap | ImageData | VideoFrame | Blob;

/** The arithmetic: real numbers, or 8-bit integers, which are faster and answer a little differently. */
export type Precision = "f32" | "int8";

export interface LoadOptions {
  /** Of MobileNet: 1. */
  version?: 1;
  /** The width multiplier, of those that there are weights of; the default is 1, or the widest. */
  alpha?: number;
  /** Of the input's side in pixels, a multiple of 32 from 96 to 320; the default is 224, or as modelUrl was trained. */
  resolution?: number;
  /** Of a file of weights, .tflite or .safetensors, instead of those beside the library. */
  modelUrl?: string;
  /** The default is "f32". */
  precision?: Precision;
  /**
   * How many threads compute at most; the default is as many as are fastest. More than one need a page that is cross-origin
   * isolated.
   */
  threads?: number;
}

/** A class with its probability, 0 to 1. */
export interface Classification {
  className: string;
  probability: number;
}

/** Values that a network computed. Awaiting it gives them. */
export interface Tensor extends PromiseLike<Float32Array> {
  /** One picture, and how many values it has. */
  readonly shape: [number, number];
  readonly dtype: "float32";
  readonly size: number;
  /** The values. */
  data(): Promise<Float32Array>;
  /** Writes the values to the console, the first and the last of them unless verbose. */
  print(verbose?: boolean): Promise<void>;
  /** Does nothing, for code that was written for TensorFlow.js. */
  dispose(): void;
}

/** What a network is. */
export interface Info {
  /** The name of the weights. */
  readonly weights: string;
  readonly alpha: number;
  /** In pixels. */
  readonly resolution: number;
  readonly precision: Precision;
  readonly threads: number;
  /** Who made the weights, and under which licence, if the file says so. */
  readonly source?: string;
  readonly licence?: string;
}

/** A network in a worker of its own. */
export interface MobileNet {
  readonly info: Info;
  /** Gives the most probable classes, three unless topk says otherwise, the best first. */
  classify(img: Picture, topk?: number): Promise<Classification[]>;
  /**
   * Gives the logits, one for each class, or the embedding: the values that the classifier reads, 1024 at alpha 1. The
   * picture is taken as it is at the call.
   */
  infer(img: Picture, embedding?: boolean): Tensor;
  /** Ends the workers and gives their memory back. */
  dispose(): void;
}

/** Loads a network. Rejects with plain words. */
export function load(options?: LoadOptions): Promise<MobileNet>;

export interface DetectorOptions {
  /** Of an SSD MobileNet v1, a .tflite file, instead of the one beside the library. */
  modelUrl?: string;
  /** The default is what the file beside the library holds, of others "int8". */
  precision?: Precision;
}

/** A thing that was found. */
export interface Detection {
  /** Left, top, width and height in pixels of the picture. */
  bbox: [number, number, number, number];
  class: string;
  /** 0 to 1. */
  score: number;
}

/** A detector in a worker of its own. */
export interface Detector {
  readonly info: Pick<Info, "weights" | "precision">;
  /** Gives what is found with that score at least (0.5), so many things at most (20), the best first. */
  detect(img: Picture, maxNumBoxes?: number, minScore?: number): Promise<Detection[]>;
  /** Ends the worker and gives its memory back. */
  dispose(): void;
}

/** Loads a detector. Rejects with plain words. */
export function loadDetector(options?: DetectorOptions): Promise<Detector>;
