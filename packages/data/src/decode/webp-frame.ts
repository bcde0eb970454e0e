import type { Rgba } from './rgba.ts';

/**
 * The first frame of an animated WebP file, on its canvas; any other file as it is. Decoders take images alone, so the frame
 * is given to `decode` as a file of its own, without its alpha, which is dropped anyway. Format: RFC 9649, 2.7.
 */
export async function firstFrameOfWebp(file: ArrayBuffer, decode: (file: ArrayBuffer) => Promise<Rgba>): Promise<Rgba> {
  const view = new DataView(file);
  const bytes = new Uint8Array(file);
  const typeAt = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  const isAnimated = bytes.length > 30 && typeAt(12) === 'VP8X' && (view.getUint8(20) & 2) !== 0;
  if (!isAnimated) return decode(file);
  if (8 + view.getUint32(4, true) > bytes.length) throw new Error('it is cut off');
  const uint24 = (at: number): number => view.getUint16(at, true) | ((bytes[at + 2] ?? 0) << 16);
  const chunkAt = (
    from: number,
    end: number,
    types: readonly string[],
  ): { readonly at: number; readonly end: number } => {
    for (let at = from; at + 8 <= end;) {
      const next = at + 8 + view.getUint32(at + 4, true);
      if (next > end) break;
      if (types.includes(typeAt(at))) return { at, end: next };
      at = next + (next % 2);
    }
    throw new Error('it is cut off or broken');
  };
  const [width, height] = [uint24(24) + 1, uint24(27) + 1];
  const frame = chunkAt(12, bytes.length, ['ANMF']);
  const [x, y] = [2 * uint24(frame.at + 8), 2 * uint24(frame.at + 11)];
  const image = chunkAt(frame.at + 24, frame.end, ['VP8 ', 'VP8L']);
  const alone = new Uint8Array(12 + image.end - image.at + (image.end % 2));
  alone.set(bytes.subarray(0, 12));
  new DataView(alone.buffer).setUint32(4, alone.length - 8, true);
  alone.set(bytes.subarray(image.at, image.end), 12);
  const decoded = await decode(alone.buffer);
  if (x + decoded.width > width || y + decoded.height > height)
    throw new Error('its first frame is larger than its canvas');
  const data = new Uint8Array(4 * width * height);
  for (let row = 0; row < decoded.height; row++)
    data.set(
      decoded.data.subarray(4 * row * decoded.width, 4 * (row + 1) * decoded.width),
      4 * ((y + row) * width + x),
    );
  return { data, width, height };
}
