import { encodeJpeg } from '../encode-jpeg.mjs';

/** A picture with as much in it as a photograph has: waves, and some noise. */
export async function photograph(width, height) {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    for (let channel = 0; channel < 4; channel++)
      data[4 * pixel + channel] =
        channel === 3
          ? 255
          : 128 +
            60 * Math.sin((x * (channel + 1)) / 37 + y / 23) +
            40 * Math.cos((x * y) / 4000) +
            ((pixel * 7919) % 17);
  }
  return Buffer.from(await encodeJpeg({ data, width, height }));
}
