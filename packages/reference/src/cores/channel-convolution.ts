import { zeros, type Values } from '../values.ts';

/** Calls for each product of a tap and a channel that lies within: y[c] takes w[i]·x[c + i − ⌊k/2⌋]. */
function eachTap(
  { shape: [batch = 1, channels = 1] }: Values,
  kernel: number,
  visit: (y: number, tap: number, x: number) => void,
): void {
  const before = Math.floor(kernel / 2);
  for (let image = 0; image < batch; image++)
    for (let c = 0; c < channels; c++)
      for (let tap = Math.max(0, before - c); tap < Math.min(kernel, channels + before - c); tap++)
        visit(image * channels + c, tap, image * channels + c + tap - before);
}

export function channelConvolution(x: Values, filter: Values): Values {
  const y = zeros(...x.shape);
  eachTap(x, filter.data.length, (to, tap, from) => {
    y.data[to]! += filter.data[tap]! * x.data[from]!;
  });
  return y;
}

export function channelConvolutionInputGradient(dy: Values, filter: Values): Values {
  const dx = zeros(...dy.shape);
  eachTap(dy, filter.data.length, (from, tap, to) => {
    dx.data[to]! += filter.data[tap]! * dy.data[from]!;
  });
  return dx;
}

export function channelConvolutionFilterGradient(dy: Values, x: Values, kernel: number): Values {
  const filter = zeros(1, 1, kernel);
  eachTap(x, kernel, (to, tap, from) => {
    filter.data[tap]! += dy.data[to]! * x.data[from]!;
  });
  return filter;
}
