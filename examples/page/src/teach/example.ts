/** A picture of a class. */
export interface Example {
  readonly id: number;
  /** What the network is shown. */
  readonly picture: ImageBitmap;
  /** The same, small, as an address. */
  readonly thumbnail: string;
}

/** A class that is taught. */
export interface TaughtClass {
  readonly id: number;
  readonly name: string;
  readonly examples: readonly Example[];
}

let examples = 0;

/** Keeps the middle of a picture, or of a video's frame, as large as networks look at. */
export async function exampleOf(source: ImageBitmap | HTMLVideoElement): Promise<Example> {
  const [width, height] =
    source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  const side = Math.min(width, height);
  const picture = await createImageBitmap(source, (width - side) / 2, (height - side) / 2, side, side, {
    resizeWidth: 256,
    resizeHeight: 256,
    resizeQuality: 'high',
  });
  const canvas = Object.assign(document.createElement('canvas'), { width: 96, height: 96 });
  canvas.getContext('2d')?.drawImage(picture, 0, 0, 96, 96);
  return { id: examples++, picture, thumbnail: canvas.toDataURL('image/jpeg', 0.8) };
}
