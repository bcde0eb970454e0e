import type { Network } from '../network-description.ts';
import { canonical, tokensOf, type Leaf, type Node } from './canonical.ts';
import { inShape } from './in-shape.ts';

/** A network as it is compared. */
export interface Form {
  readonly nodes: readonly Node[];
  readonly tokens: readonly string[];
}

export const formOf = ({ body, input }: Network): Form => formOfNodes(withClassifier(inShape(canonical(body), input)));

export const formOfNodes = (nodes: readonly Node[]): Form => ({ nodes, tokens: tokensOf(nodes) });

export const isEqual = (a: Form, b: Form): boolean =>
  a.tokens.length === b.tokens.length && commonLength(a, b) === a.tokens.length;

/** How alike two networks are, 1 at the most: what they have in common from their beginning on, and wherever it is. */
export function likeness(a: Form, b: Form): number {
  const counts = new Map<string, number>();
  for (const token of a.tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of b.tokens) {
    const left = counts.get(token) ?? 0;
    if (left > 0) common += 1;
    counts.set(token, left - 1);
  }
  return (commonLength(a, b) + common - Math.abs(a.tokens.length - b.tokens.length)) / (2 * b.tokens.length);
}

function commonLength(a: Form, b: Form): number {
  const length = Math.min(a.tokens.length, b.tokens.length);
  for (let at = 0; at < length; at++) if (a.tokens[at] !== b.tokens[at]) return at;
  return length;
}

/** Of a single pixel, a 1×1 convolution is a matrix product: v2 networks end with one. */
function withClassifier(nodes: readonly Node[]): readonly Node[] {
  const last = nodes.at(-1);
  const before = nodes.at(-2);
  const dense = last?.node === 'leaf' && before && isMean(before) ? denseKey(last) : undefined;
  return last && dense ? [...nodes.slice(0, -1), { ...last, key: dense } as Leaf] : nodes;
}

const isMean = (node: Node): boolean => node.node === 'leaf' && node.layer.kind === 'globalAveragePool';

function denseKey({ layer }: Leaf): string | undefined {
  if (layer.kind === 'dense') return JSON.stringify(['classifier', layer.features, layer.bias]);
  if (layer.kind !== 'conv' || layer.padding === 'same') return undefined;
  const { kernel, stride, padding, groups, weightStandardization, channels, bias } = layer;
  const isProduct = [...kernel, ...stride].every((each) => each === 1) && padding.every((side) => side === 0);
  return isProduct && groups === 1 && !weightStandardization
    ? JSON.stringify(['classifier', channels, bias])
    : undefined;
}
