/**
 * A component of `count` interleaved ones, whose samples were repeated `across` and `down` times, interpolated as libjpeg
 * does ("fancy upsampling" of jdsample.c, a triangle filter) where it does: twice in one direction or both.
 */
export function upsample(
  samples: Uint8ClampedArray,
  component: number,
  width: number,
  height: number,
  across: number,
  down: number,
): Uint8Array {
  const count = samples.length / (width * height);
  const plane = Uint8Array.from({ length: width * height }, (_, at) => samples[at * count + component]!);
  const isFancy =
    across <= 2 &&
    down <= 2 &&
    across * down > 1 &&
    Number.isInteger(across) &&
    Number.isInteger(down) &&
    (across === 1 || Math.ceil(width / across) > 2);
  if (!isFancy) return plane;
  const [columns, rows] = [Math.ceil(width / across), Math.ceil(height / down)];
  const sampleAt = (row: number, column: number): number =>
    plane[Math.min(Math.max(row, 0), rows - 1) * down * width + column * across]!;
  const upsampled = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / down);
    const near = y % down === 0 ? row - 1 : row + 1;
    const sums = Int32Array.from({ length: columns }, (_, column) =>
      down === 1 ? sampleAt(row, column) : 3 * sampleAt(row, column) + sampleAt(near, column),
    );
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / across);
      const isEven = x % 2 === 0;
      if (across === 1) {
        upsampled[y * width + x] = (sums[column]! + (y % 2 === 0 ? 1 : 2)) >> 2;
        continue;
      }
      const other = sums[isEven ? column - 1 : column + 1];
      const sum = other === undefined ? 4 * sums[column]! : 3 * sums[column]! + other;
      upsampled[y * width + x] = down === 1 ? (sum + (isEven ? 1 : 2)) >> 2 : (sum + (isEven ? 8 : 7)) >> 4;
    }
  }
  return upsampled;
}
