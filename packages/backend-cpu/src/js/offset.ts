/** Bytes between what neighbouring pixels, rows and images read. */
export type AccessLike = { readonly x: number; readonly y: number; readonly image: number };

/** Floats to pixel (y, x) of image n, whatever names stand for them. */
export const offset = ({ x, y, image }: AccessLike, row = 'y', column = 'x'): string =>
  `n * ${image / 4} + ${row} * ${y / 4} + ${column} * ${x / 4}`;
