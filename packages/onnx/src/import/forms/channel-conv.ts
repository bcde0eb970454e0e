import { channelConv } from '@resnet-compile/dsl';
import { isMovement, isPointwise } from '../operators/index.ts';
import { evaluateRegion, isAlongOneAxis, isClose, probe, probeShape, type Region } from '../region.ts';
import { constantAt, isMap, type ComputedValue } from '../values.ts';
import { activationOfFunction } from './activation.ts';
import type { Form, FoundLayer, RegionForm } from './form.ts';
import { parameterOf } from './parameters.ts';

/** A convolution along the channels of a pixel, with what moves them there and back; a function of its values may stand between. */
export const alongChannels: RegionForm = (region, { budget }) => {
  const { entry, exit, nodes } = region;
  const [images, channels = 0] = entry.shape;
  const isPixel = ({ shape }: { readonly shape: readonly number[] }): boolean =>
    shape[0] === images &&
    shape[1] === channels &&
    shape.slice(2).every((each) => each === 1) &&
    (shape.length === 2 || shape.length === 4);
  const convolutions = nodes.filter(({ op }) => op === 'Conv');
  const [only, ...others] = convolutions;
  if (!only || others.length || !isPixel(entry) || !isPixel(exit) || !isAlongOneAxis(only)) return undefined;
  if (!nodes.every((node) => node === only || isMovement(node.op) || isSingle(node))) return undefined;
  const weight = constantAt(only, 1);
  if (!weight || only.inputs[2]) return undefined;
  const filter = [...weight.tensor.data];
  const kernel = filter.length;
  const x = probe(probeShape(entry));
  const y = evaluateRegion(region, x, budget).data;
  const sums = Float64Array.from(x.data, (_, index) => {
    const [image, channel] = [Math.floor(index / channels), index % channels];
    return filter.reduce((sum, factor, tap) => {
      const from = channel + tap - (kernel >> 1);
      return from < 0 || from >= channels ? sum : sum + factor * (x.data[image * channels + from] ?? 0);
    }, 0);
  });
  const activation = functionOf(region);
  if (kernel % 2 === 0 || !activation || !isClose(sums.map(activation.of), y)) return undefined;
  const found: readonly FoundLayer[] = [
    { layer: channelConv({ kernel }), parameters: [parameterOf('weight', weight, [1, 1, kernel])] },
    ...activation.layers,
  ];
  const form: Form = { kind: 'layers', input: entry, layers: found };
  return form;
};

/** A node that takes one value and does the same to each element. */
const isSingle = ({ op, inputs }: ComputedValue): boolean => isPointwise(op) && inputs.filter(isMap).length === 1;

/** The function that all pointwise nodes together are; they commute with what moves elements. */
function functionOf({
  nodes,
}: Region): { readonly of: (x: number) => number; readonly layers: readonly FoundLayer[] } | undefined {
  const single = nodes.filter(isSingle);
  if (!single.length) return { of: (x) => x, layers: [] };
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  if (single.length !== 1 || single[0]?.op !== 'Sigmoid') return undefined;
  const layer = activationOfFunction(sigmoid);
  return layer && layer !== 'identity' ? { of: sigmoid, layers: [{ layer, parameters: [] }] } : undefined;
}
