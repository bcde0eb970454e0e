import { expect, test } from 'vitest';
import { withInputChannels } from '../src/index.ts';
import { errorOf, tensor } from './fixture.ts';

// Two filters of three channels of 1×2 pixels.
const filters = tensor('conv1.weight', [2, 3, 1, 2], [1, 2, 10, 20, 100, 200, 3, 6, 30, 60, 300, 600]);

// What timm's adapt_input_conv gives for these.
test.each([
  [1, [111, 222, 333, 666]],
  [2, [1.5, 3, 15, 30, 4.5, 9, 45, 90]],
  [
    6,
    [1, 2, 10, 20, 100, 200, 1, 2, 10, 20, 100, 200, 3, 6, 30, 60, 300, 600, 3, 6, 30, 60, 300, 600].map(
      (one) => one / 2,
    ),
  ],
  [4, [1, 2, 10, 20, 100, 200, 1, 2, 3, 6, 30, 60, 300, 600, 3, 6].map((one) => one * 0.75)],
])('three channels to %i', (channels, data) =>
  expect(withInputChannels(filters, channels)).toEqual(tensor('conv1.weight', [2, channels, 1, 2], data)),
);

test('one channel is repeated', () =>
  expect(withInputChannels(tensor('a', [1, 1, 1, 1], [6]), 3)).toEqual(tensor('a', [1, 3, 1, 1], [2, 2, 2])));

test('refuses what fits, and what is no filters', () => {
  expect(errorOf(() => withInputChannels(filters, 3))).toBe(
    'conv1.weight has filters of 3 input channels already; leave --input-channels out',
  );
  expect(errorOf(() => withInputChannels(tensor('a\nb', [2, 3]), 1))).toBe(
    '"a\\nb" has shape [2, 3]; expected [filters, channels, height, width]',
  );
});
