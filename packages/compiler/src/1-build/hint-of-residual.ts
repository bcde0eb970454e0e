import type { Pair, ResidualLayer } from '@resnet-compile/dsl';
import type { Dimension } from '@resnet-compile/ir';
import { computesNothing } from './computes-nothing.ts';
import { isStrided, keepsSize, strideOf, windowsOf, type Window } from './windows-of.ts';

type Shape = readonly Dimension[];

/** What to do where a residual's body gives another shape than what is added to it: its shortcut's, or its input's. */
export function hintOfResidual(layer: ResidualLayer, body: Shape, beside: Shape): string {
  if (body.length !== beside.length) return 'make both a map, or both a vector';
  if (layer.shortcut && computesNothing(layer.body))
    return 'the body computes nothing, and the shortcut reads what the layers before the residual give: put those into the body';
  const size = isDifferent(body.slice(2), beside.slice(2)) ? hintOfSize(layer, body) : undefined;
  // A shortcut that is missing mends both.
  const channels =
    isDifferent(body.slice(1, 2), beside.slice(1, 2)) && (layer.shortcut || size === undefined)
      ? hintOfChannels(layer, body, beside)
      : undefined;
  return [size, channels].filter((hint) => hint !== undefined).join('; ');
}

/** Extents that are not known differ from nothing. */
const isDifferent = (a: Shape, b: Shape): boolean =>
  a.some((extent, axis) => extent !== b[axis] && !Number.isNaN(Number(extent) - Number(b[axis])));

function hintOfSize({ body, shortcut }: ResidualLayer, [, channels]: Shape): string {
  const windows = windowsOf(body);
  const [path = '', last] = windows.at(-1) ?? [];
  if (!shortcut && windows.length > 1 && last?.kind === 'conv' && isStrided(last) && String(last.kernel) === '1,1')
    return `the projection ${path} ends the body, and reads what that makes of the input: make it the shortcut, which reads the input`;
  const changing = [...windows, ...(shortcut ? windowsOf(shortcut, 'downsample') : [])].find(
    ([, window]) => !keepsSize(window),
  );
  if (changing) return hintOfPadding(...changing);
  const [down, right] = strideOf(body);
  if (shortcut) {
    const other = strideOf(shortcut);
    return String(other) === String([down, right])
      ? 'make both end with maps of one size; a pooling leaves out the last pixels of odd maps unless its ceilMode is true'
      : `the body strides by ${shown([down, right])}, its shortcut by ${shown(other)}: give both the same stride`;
  }
  if (down === 1 && right === 1) return 'let the body end with a map of the size of its input';
  if (Number.isNaN(channels)) return 'give it a shortcut that ends as its body does';
  return `give it a shortcut, e.g. conv(${channels}, { stride: ${down === right ? down : `[${down}, ${right}]`} }) and batchNorm()`;
}

function hintOfPadding(path: string, { kind, kernel, padding }: Window): string {
  const what = `the ${kernel.join('×')} ${kind === 'conv' ? 'convolution' : 'pooling'}${path ? ` ${path}` : ''}`;
  const change = "changes the map's size by more than its stride";
  return kernel.some((extent) => extent % 2 === 0)
    ? `${what} ${change}: give it an odd kernel`
    : `${what} has padding ${shownSides(padding)}, and ${change}: ${kind === 'conv' ? 'leave padding out' : `make it ${shown([kernel[0] >> 1, kernel[1] >> 1])}`}`;
}

function hintOfChannels({ body: layer, shortcut }: ResidualLayer, body: Shape, beside: Shape): string {
  const [end, other] = [Number(body[1]), Number(beside[1])];
  const convolutions = windowsOf(layer).flatMap(([, window]) => (window.kind === 'conv' ? [window.channels] : []));
  if (other > end && Math.max(...convolutions.slice(0, -1)) === other)
    return `the middle of the body has the ${other} channels of its ${shortcut ? 'shortcut' : 'identity'}, and its end ${end}: are the two swapped?`;
  if (shortcut) return `make both end with ${end} channels, or both with ${other}`;
  return body.slice(2).some((extent) => Number.isNaN(extent))
    ? 'give it a shortcut that ends as its body does'
    : `give it a shortcut, e.g. conv(${end}) and batchNorm()`;
}

const shownSides = (padding: Window['padding']): string => {
  if (padding === 'same') return padding;
  const [top, right, bottom, left] = padding;
  return top === bottom && left === right ? shown([top, right]) : padding.join(', ');
};
const shown = ([down, right]: Pair): string => (down === right ? `${down}` : `${down}×${right}`);
