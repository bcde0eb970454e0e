import type { Layer } from '../layer.ts';

const activations: ReadonlySet<string> = new Set([
  'relu',
  'relu6',
  'leaky_relu',
  'elu',
  'silu',
  'gelu',
  'gelu_tanh',
  'hard_swish',
  'mish',
  'tanh',
]);
const kinds: ReadonlySet<string> = new Set([
  'identity',
  'dropout',
  'scale',
  'prelu',
  'flatten',
  'subsample',
  'padChannels',
  'pad',
  'blur',
  'maxPool',
  'averagePool',
  'globalAveragePool',
]);

/** Whether a layer makes 0 of 0, whatever its parameters are. */
export function keepsZero(layer: Layer): boolean {
  switch (layer.kind) {
    case 'activation':
      return activations.has(layer.activation);
    case 'conv':
    case 'dense':
      return !layer.bias;
    case 'shared':
      return keepsZero(layer.layer);
    case 'sequential':
      return layer.children.every(([, child]) => keepsZero(child));
    case 'branches':
      return layer.join === 'product'
        ? layer.children.some(([, child]) => keepsZero(child))
        : layer.children.every(([, child]) => keepsZero(child));
    default:
      return kinds.has(layer.kind);
  }
}
