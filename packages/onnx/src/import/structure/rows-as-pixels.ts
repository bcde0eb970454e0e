import { conv, type Layer } from '@resnet-compile/dsl';
import type { LayerStep, Step } from './step.ts';

/** Layers that do the same to a row as to a map of one pixel. */
const alike = new Set<Layer['kind']>(['activation', 'batchNorm', 'dropout', 'groupNorm', 'identity', 'prelu', 'scale']);

/**
 * A row, N×C, as a map of one pixel: what made it a row is taken back, and products with matrices are 1×1 convolutions, as
 * gates have them.
 * @throws {RangeError} where it is computed from something else
 */
export function asPixel(step: Step): Step {
  if (step.shape.length === 3 && step.shape.slice(1).every((extent) => extent === 1)) return step;
  const shape = [step.shape[0] ?? 1, 1, 1];
  if (step.kind === 'join' && step.join !== 'concatenate') return { ...step, shape, inputs: step.inputs.map(asPixel) };
  if (step.kind === 'layer') {
    const { layer, input } = step;
    if (layer.kind === 'flatten' && input.shape.slice(1).every((extent) => extent === 1)) return asPixel(input);
    if (layer.kind === 'dense') return asConvolution(step, shape, asPixel(input));
    if (alike.has(layer.kind)) return { ...step, shape, input: asPixel(input) };
  }
  throw new RangeError('it makes a map of one pixel of a row that is computed from more than a pixel');
}

function asConvolution(step: LayerStep, shape: readonly number[], input: Step): Step {
  const { layer } = step;
  if (layer.kind !== 'dense') return step;
  const parameters = step.parameters.map((each) =>
    each.leaf === 'weight' ? { ...each, tensor: { ...each.tensor, shape: [...each.tensor.shape, 1, 1] } } : each,
  );
  return { ...step, shape, layer: conv(layer.features, { bias: layer.bias }), parameters, input };
}
