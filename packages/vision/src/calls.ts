export type Method = 'predict' | 'run';
export type Images = Float32Array | Uint8Array;
export type Outputs = Readonly<Record<string, Float32Array>>;
export type Result = Float32Array | Outputs;

/** A call that waits. */
export interface Call {
  readonly method: Method;
  readonly images: Images;
  readonly count: number;
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** How many images there are in all. */
export const countOf = (calls: readonly Call[]): number => calls.reduce((sum, { count }) => sum + count, 0);

/** The first of the line, and those behind it that may be computed with it: the same method, of the same type of values. */
export function together(line: readonly Call[], most: number): readonly Call[] {
  const [first] = line;
  let count = 0;
  const end = line.findIndex(
    (call) =>
      ((count += call.count) > most && call !== first) ||
      call.method !== first?.method ||
      call.images.constructor !== first.images.constructor,
  );
  return end < 0 ? line : line.slice(0, end);
}

/** The images of all, one behind the other. */
export function joined(batch: readonly Call[]): Images {
  const [first, ...others] = batch.map(({ images }) => images);
  if (!first) throw new RangeError('there is no call');
  if (others.length === 0) return first;
  const length = batch.reduce((sum, { images }) => sum + images.length, 0);
  const all = first instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length);
  let at = 0;
  for (const { images } of batch) {
    all.set(images, at);
    at += images.length;
  }
  return all;
}

/** What a result has for the images from `first` to `end`, of so many. */
export function partOf(result: Result, first: number, end: number, count: number): Result {
  if (!(result instanceof Float32Array))
    return Object.fromEntries(
      Object.entries(result).map(([name, values]) => [name, partOf(values, first, end, count) as Float32Array]),
    );
  const each = result.length / count;
  return result.slice(first * each, end * each);
}
