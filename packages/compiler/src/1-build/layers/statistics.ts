import {
  add as plus,
  constant,
  divide,
  multiply,
  operand,
  sqrt,
  subtract,
  type Node,
  type Scalar,
} from '@resnet-compile/ir';
import type { Site } from './layer-rule.ts';

const [x0, x1] = [operand(0), operand(1)];
const centred = subtract(x0, x1);
const squaredDeviation = multiply(centred, centred);

/** The mean of each image's groups of channels, over their pixels, at each of their channels: N×C×1×1. */
export const meanOf = (x: Node, groups: number, { add }: Site): Node =>
  ofGroups(add('map_mean', { of: x0 }, [x]), groups, add);

/**
 * The biased variance about that mean; after it, as E[x²] − E[x]² loses all digits where the mean is large. By the mean it
 * has no gradient: that of Σ(x − μ)² is −2·Σ(x − μ) = 0.
 */
export const varianceOf = (x: Node, mean: Node, groups: number, { add }: Site): Node =>
  ofGroups(add('map_mean', { of: squaredDeviation }, [x, add('detach', {}, [mean])]), groups, add);

/** The mean of the squares of each map. */
export const meanSquareOf = (x: Node, { add }: Site): Node => add('map_mean', { of: multiply(x0, x0) }, [x]);

/** γ/√(ν + ε) of γ and N×C×1×1: once for each channel and image. */
export const scaleBy = (gamma: Node, square: Node, epsilon: number, { add }: Site): Node =>
  add('map', { of: divide(x1, sqrt(plus(x0, constant(epsilon)))) satisfies Scalar }, [square, gamma]);

/** A map has a channel a group where there are as many. */
const ofGroups = (perChannel: Node, groups: number, add: Site['add']): Node =>
  perChannel.type.shape[1] === groups ? perChannel : add('group_mean', { groups }, [perChannel]);
