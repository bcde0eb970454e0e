import type { Image } from '../image.ts';

/**
 * Turns the hue by `shift` of a full circle: torchvision's `adjust_hue`, by way of Pillow's HSV in bytes (Convert.c,
 * `rgb2hsv_row` and `hsv2rgb`), which rounds to float32 in between.
 */
export function turnHue(image: Image, shift: number): Image {
  const { data, channels } = image;
  if (channels !== 3) return image;
  const plane = data.length / 3;
  const turned = new Uint8Array(data.length);
  const turn = Math.trunc(shift * 255);
  for (let at = 0; at < plane; at++) {
    const [red, green, blue] = [data[at]!, data[at + plane]!, data[at + 2 * plane]!];
    const value = Math.max(red, green, blue);
    const range = value - Math.min(red, green, blue);
    const s = Math.trunc(float(range / Math.max(value, 1)) * 255);
    const h = ((range ? hueOf(red, green, blue, value, range) : 0) + turn) & 255;
    const [r, g, b] = s === 0 ? [value, value, value] : fromHsv(h, float(s / 255), value);
    turned[at] = r;
    turned[at + plane] = g;
    turned[at + 2 * plane] = b;
  }
  return { ...image, data: turned };
}

const float = Math.fround;

function hueOf(red: number, green: number, blue: number, value: number, range: number): number {
  const [r, g, b] = [float((value - red) / range), float((value - green) / range), float((value - blue) / range)];
  const sixth = float(red === value ? b - g : green === value ? 2 + r - b : 4 + g - r);
  return Math.trunc(float((sixth / 6 + 1) % 1) * 255);
}

function fromHsv(h: number, s: number, value: number): readonly [number, number, number] {
  const sector = Math.floor((h * 6) / 255);
  const part = float((h * 6) / 255 - sector);
  const p = Math.round(value * (1 - s));
  const q = Math.round(value * (1 - float(s * part)));
  const t = Math.round(value * (1 - s * (1 - part)));
  switch (sector % 6) {
    case 0:
      return [value, t, p];
    case 1:
      return [q, value, p];
    case 2:
      return [p, value, t];
    case 3:
      return [p, q, value];
    case 4:
      return [t, p, value];
    default:
      return [value, p, q];
  }
}
