import type { Image } from '../image.ts';

/**
 * `from` + factor · (`to` − `from`), cut to bytes: `PIL.Image.blend`, in float32 as there. A factor above 1 goes beyond `to`.
 */
export function blend(from: Image, to: Image, factor: number): Image {
  if (factor === 1) return to;
  const alpha = Math.fround(factor);
  const blended = new Uint8Array(to.data.length);
  for (let at = 0; at < blended.length; at++) {
    const value = Math.fround(from.data[at]! + Math.fround(alpha * (to.data[at]! - from.data[at]!)));
    blended[at] = value <= 0 ? 0 : Math.min(value, 255);
  }
  return { ...to, data: blended };
}

/** The same image with each byte replaced. */
export function mapBytes(image: Image, table: (channel: number) => Uint8Array): Image {
  const { data, channels } = image;
  const mapped = new Uint8Array(data.length);
  const plane = data.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    const row = table(channel);
    for (let at = channel * plane; at < (channel + 1) * plane; at++) mapped[at] = row[data[at]!]!;
  }
  return { ...image, data: mapped };
}
