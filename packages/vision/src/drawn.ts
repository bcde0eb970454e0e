import { DataError, type Rgba } from '@resnet-compile/data/images';

/** What a page can draw: how large it is, and what it lacks where it is not there yet. */
interface Drawable {
  size(picture: never): readonly [width: number, height: number];
  /** Resolves when it can be drawn; undefined where it can be at once. */
  ready?(picture: never): Promise<void> | undefined;
  /** What is said of one without a size. */
  readonly empty: string;
}

const bySize: Drawable = {
  size: ({ width, height }: ImageBitmap) => [width, height],
  empty: 'has no pixels: it is empty, or was closed',
};

/** By their tags, which are the same in every realm. */
const drawables: Readonly<Record<string, Drawable>> = {
  HTMLImageElement: {
    size: ({ naturalWidth, naturalHeight }: HTMLImageElement) => [naturalWidth, naturalHeight],
    // What cannot be decoded has no size.
    ready: (image: HTMLImageElement) => (image.complete ? undefined : image.decode().catch(() => undefined)),
    empty: 'has no pixels: it was not loaded, or cannot be decoded',
  },
  HTMLVideoElement: {
    size: (video: HTMLVideoElement) => (video.readyState < 2 ? [0, 0] : [video.videoWidth, video.videoHeight]),
    empty: 'shows no frame yet; wait for its event loadeddata',
  },
  HTMLCanvasElement: bySize,
  OffscreenCanvas: bySize,
  ImageBitmap: bySize,
  VideoFrame: {
    size: ({ displayWidth, displayHeight }: VideoFrame) => [displayWidth, displayHeight],
    empty: 'has no pixels: it was closed',
  },
};

export const isDrawable = (tag: string): boolean => Object.hasOwn(drawables, tag);

/**
 * The pixels of what a page can draw, as the browser draws them: at once, where they are there, since a video goes on.
 * @throws {DataError} where there are none, or the page may not read them.
 */
export function drawn(picture: object, tag: string, name: string): Rgba | Promise<Rgba> {
  const { size, ready, empty } = drawables[tag] as Drawable;
  const draw = (): Rgba => {
    const [width, height] = size(picture as never);
    if (!(width > 0 && height > 0)) throw new DataError(`${name}, ${tag}, ${empty}`);
    try {
      const context = contextOf(width, height);
      context.drawImage(picture as CanvasImageSource, 0, 0, width, height);
      return context.getImageData(0, 0, width, height);
    } catch (error) {
      const { name: kind, message } = error as Error;
      throw new DataError(
        `${name}, ${tag}, cannot be read: ${kind === 'SecurityError' ? 'it comes from another origin; its element needs crossorigin="anonymous", and its server has to allow that' : message}`,
        { cause: error },
      );
    }
  };
  const waiting = ready?.(picture as never);
  return waiting ? waiting.then(draw) : draw();
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

function contextOf(width: number, height: number): Context {
  const canvas =
    typeof OffscreenCanvas === 'function'
      ? new OffscreenCanvas(width, height)
      : Object.assign(document.createElement('canvas'), { width, height });
  // In memory that is read, not on a GPU, whose drivers differ.
  const context = canvas.getContext('2d', { willReadFrequently: true }) as Context | null;
  if (!context) throw new Error(`this host draws nothing of ${width}×${height}`);
  return context;
}
