import { encodePng } from '@resnet-compile/data/images';
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Planes of what Pillow finds in a file: size, then bytes. */
const read = `
import io, json, sys
from PIL import Image
image = Image.open(io.BytesIO(sys.stdin.buffer.read())).convert('RGB')
print(json.dumps([image.width, image.height, [list(plane.tobytes()) for plane in image.split()]]))
`;

test.each([1, 3])('of %d channels: Pillow finds the same pixels', async (channels) => {
  const [height, width] = [5, 7];
  const data = Uint8Array.from({ length: channels * height * width }, (_, at) => (at * 97) % 256);
  const file = await encodePng({ data, channels, height, width });
  const planes = Array.from({ length: 3 }, (_, colour) => {
    const from = (channels === 1 ? 0 : colour) * height * width;
    return [...data.subarray(from, from + height * width)];
  });
  const found: unknown = JSON.parse(execFileSync('/usr/bin/python3', ['-c', read], { input: file, encoding: 'utf8' }));
  expect(found).toEqual([width, height, planes]);
});
