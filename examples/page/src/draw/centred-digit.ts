const [pad, side, box] = [280, 28, 20];

/**
 * A drawing as MNIST has its digits (LeCun et al. 1998, §III.A): 20 pixels on its longer side, its centre of mass in the middle of
 * 28×28; undefined where there is none.
 * @param drawing 280×280, what is drawn in its alpha
 */
export function centredDigit(drawing: CanvasRenderingContext2D): Uint8Array | undefined {
  const drawn = drawing.getImageData(0, 0, pad, pad).data;
  let [left, top, right, bottom] = [pad, pad, -1, -1];
  let [mass, x, y] = [0, 0, 0];
  for (let row = 0; row < pad; row++)
    for (let column = 0; column < pad; column++) {
      const ink = drawn[4 * (row * pad + column) + 3] ?? 0;
      if (ink === 0) continue;
      left = Math.min(left, column);
      right = Math.max(right, column);
      top = Math.min(top, row);
      bottom = row;
      mass += ink;
      x += ink * (column + 0.5);
      y += ink * (row + 0.5);
    }
  if (mass === 0) return undefined;
  const scale = box / Math.max(right - left + 1, bottom - top + 1);
  const small = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
  if (!small) return undefined;
  small.imageSmoothingQuality = 'high';
  small.translate(side / 2, side / 2);
  small.scale(scale, scale);
  small.drawImage(drawing.canvas, -x / mass, -y / mass);
  const { data } = small.getImageData(0, 0, side, side);
  return Uint8Array.from({ length: side * side }, (_, at) => data[4 * at + 3] ?? 0);
}
