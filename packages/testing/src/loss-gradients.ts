import { resnet, type Network, type ResNetOptions } from '@resnet-compile/dsl';
import found from '../fixtures/gradients.json' with { type: 'json' };
import { units } from './fill.ts';

/** What gradients.py writes: the gradients of a loss, by parameters and by layers. */
export const lossGradients: {
  readonly layers: readonly string[];
  readonly loss: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
} = found;

export const differentiatedNetwork = (): Network => resnet(found.options as unknown as ResNetOptions);

/** Bytes, N×C×H×W, and a class for each. */
export const differentiatedBatch = (): { readonly images: Uint8Array; readonly labels: Int32Array } => {
  const { labels, options } = found;
  const size = options.input.reduce((product, extent) => product * extent, labels.length);
  return {
    images: Uint8Array.from(units('pictures', 0, size), (unit) => (unit + 1) * 128),
    labels: Int32Array.from(labels),
  };
};
