import type { Inferred, Node } from '@resnet-compile/ir';
import type { Place } from '../graph-writer.ts';
import { channelConvolution, conv2d, dense } from './convolutions.ts';
import { groupMean, map, mapMean } from './maps.ts';
import { batchNorm, scaleFilters, standardizeFilters } from './norms.ts';
import { averagePool, globalAveragePool, maxPool } from './pools.ts';
import type { Rule, TrainingOp } from './rule.ts';
import { concatenate, flatten, pad, padChannels, sliceChannels, subsample, unflatten } from './shapes.ts';

type WrittenOp = Exclude<Inferred, TrainingOp>;

/** One rule an op. An op of inference without one is a type error here. */
const rules: { readonly [Op in WrittenOp]: Rule<Op> } = {
  average_pool: averagePool,
  batch_norm: batchNorm,
  channel_convolution: channelConvolution,
  concatenate,
  conv2d,
  dense,
  /** Nothing goes back in inference. */
  detach: ({ inputs: [x] }, place) => place.value(x),
  /** Nothing is dropped in inference. */
  dropout: ({ inputs: [x] }, place) => place.value(x),
  /** One number is repeated as it is. */
  expand: ({ inputs: [one] }, place) => place.value(one),
  flatten,
  global_average_pool: globalAveragePool,
  group_mean: groupMean,
  map,
  map_mean: mapMean,
  max_pool: maxPool,
  pad,
  pad_channels: padChannels,
  scale_filters: scaleFilters,
  slice_channels: sliceChannels,
  standardize_filters: standardizeFilters,
  subsample,
  unflatten,
};

const hasRule = (op: Node['op']): op is WrittenOp => Object.hasOwn(rules, op);

/** Writes what computes a node's value. @returns the value's name @throws {Error} for what training alone computes */
export function writeNode(node: Node, place: Place): string {
  if (!hasRule(node.op)) throw new Error(`${node.op} is of training`);
  return (rules[node.op] as (node: Node, place: Place) => string)(node, place);
}
