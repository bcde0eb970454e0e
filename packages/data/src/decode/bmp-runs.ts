/**
 * Indices of a BMP's pixels from its run lengths, of eight bits or four; those that are skipped are 0. Format: Microsoft,
 * "Bitmap Compression".
 * @throws {Error} where the runs end too early.
 */
export function unpackRuns(bytes: Uint8Array, width: number, height: number, isFourBits: boolean): Uint8Array {
  const indices = new Uint8Array(width * height);
  let [x, y] = [0, 0];
  const put = (index: number): void => {
    if (x < width && y < height) indices[y * width + x] = index;
    x++;
  };
  const nibble = (byte: number, place: number): number => (isFourBits ? (place % 2 ? byte & 15 : byte >> 4) : byte);
  for (let at = 0; y < height;) {
    if (at + 1 >= bytes.length) throw new Error('its data end too early');
    const [count, value] = [bytes[at]!, bytes[at + 1]!];
    at += 2;
    if (count > 0) {
      for (let place = 0; place < count; place++) put(nibble(value, place));
    } else if (value === 0) {
      [x, y] = [0, y + 1];
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      [x, y] = [x + (bytes[at] ?? 0), y + (bytes[at + 1] ?? 0)];
      at += 2;
    } else {
      const length = isFourBits ? Math.ceil(value / 2) : value;
      if (at + length > bytes.length) throw new Error('its data end too early');
      for (let place = 0; place < value; place++) put(nibble(bytes[at + (isFourBits ? place >> 1 : place)]!, place));
      at += length + (length % 2);
    }
  }
  return indices;
}
