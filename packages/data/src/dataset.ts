import type { Thread } from './batches/thread.ts';
import type { Image, Shape } from './image.ts';

/** Labelled images. */
export interface Dataset<Memory extends ArrayBufferLike = ArrayBufferLike> {
  /** As messages name it. */
  readonly name: string;
  /** How many images. */
  readonly length: number;
  /** Of every image in a batch: channels, height, width. */
  readonly shape: Shape;
  /** Their names. */
  readonly classes: readonly string[];
  /** The class of each image, an index into `classes`. */
  readonly labels: Int32Array<Memory>;
  /** Where the pixels come from. */
  readonly source: Source;
}

/** Where the pixels come from. */
export interface Source<Data = unknown> {
  /** All that a reader needs, as data that can be sent to a worker. */
  readonly data: Data;
  /** Called once on each thread that makes batches. @throws {DataError} where the pixels cannot be read. */
  open(data: Data): Reader | Promise<Reader>;
  /** The data of some images alone, in their order, for `split`. Without, whoever makes batches of a part makes them on the caller's thread. */
  select?(indices: Int32Array): Data;
  /** Starts a worker that can open `data`; without, batches are made on the caller's thread. */
  readonly startThread?: () => Thread | undefined;
  /**
   * What the pixels are, for people and for comparing, as plain data: e.g. a hash of them. It is asked for once, when a run
   * wants to know whether it goes on with the same data. Without, that is told by name, counts, classes and labels alone.
   */
  readonly describe?: () => Readonly<Record<string, unknown>>;
}

/** Gives the pixels of single images. */
export interface Reader {
  /** The pixels of one image, by its place in the data set. @throws {DataError} that names the image, where it cannot be read. */
  image(index: number): Image | Promise<Image>;
  /** Brings an image of another size to the data set's shape, where images differ in size. */
  readonly fit?: (image: Image) => Image;
}
