import type { Dimension } from '@resnet-compile/ir';

/** What to do where a body's shape is not that of the identity beside it. */
export function hintOfShortcut(
  [, channels, ...body]: readonly Dimension[],
  [, , ...identity]: readonly Dimension[],
): string {
  if (body.length !== identity.length) return 'make both a map, or both a vector';
  const [down, right] = body.map((extent, axis) => strideOf(identity[axis] as number, extent as number));
  if (down === undefined || right === undefined)
    return "keep the map's size in the body: odd kernels, and the padding that they have by default";
  if (Number.isNaN(channels) || Number.isNaN(down) || Number.isNaN(right))
    return 'give it a shortcut that ends as its body does';
  const stride = down === right ? down : `[${down}, ${right}]`;
  return `give it a shortcut, e.g. conv(${channels}${stride === 1 ? '' : `, { stride: ${stride} }`}) and batchNorm()`;
}

/** The stride that takes one extent to another, if there is one. */
const strideOf = (from: number, to: number): number | undefined =>
  Number.isNaN(from - to)
    ? NaN
    : [Math.floor(from / to), Math.ceil(from / to)].find((stride) => stride > 0 && Math.ceil(from / stride) === to);
