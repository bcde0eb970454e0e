import type { Node } from '@resnet-compile/ir';
import { channelsOf, type Site } from './layer-rule.ts';

/** γ and β of a norm. */
export function scaleAndShift(x: Node, { parameter, beginsAsZero }: Site): readonly [gamma: Node, beta: Node] {
  const vector = [channelsOf(x)];
  // With γ = 0 a block is the identity at first (Goyal et al. 2017).
  return [parameter('weight', vector, beginsAsZero ? 0 : 1), parameter('bias', vector)];
}
