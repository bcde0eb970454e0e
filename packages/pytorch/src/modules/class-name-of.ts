import type { BranchesLayer, ConvLayer, Layer } from '@resnet-compile/dsl';
import { className } from '../python/names.ts';

/** What the class of a layer is called: by what it does, as papers name it, or by the layer's own name. */
export function classNameOf(layer: Layer, path: string): string {
  switch (layer.kind) {
    case 'shared':
      return classNameOf(layer.layer, path);
    case 'residual':
      return `${layer.preactivation ? 'Preactivated' : ''}${ofKernels(kernelsIn(layer.body))}`;
    case 'select':
      return layer.children.every(([, child]) => child.kind === 'identity') ? 'SplitAttention' : 'SelectiveKernels';
    case 'sequential': {
      const [, last] = layer.children.at(-1) ?? [];
      return last?.kind === 'select' ? classNameOf(last, path) : (ofPath(path) ?? 'Block');
    }
    case 'branches':
      return ofBranches(layer, path);
    default:
      return ofPath(path) ?? 'Block';
  }
}

const ofBranches = (layer: BranchesLayer, path: string): string => {
  const gates = layer.children.some(([, child]) => child.kind === 'identity') && layer.join === 'product';
  if (gates && kindsIn(layer).includes('channelConv')) return 'EfficientChannelAttention';
  if (gates && kindsIn(layer).includes('globalAveragePool')) return 'SqueezeExcitation';
  const keeps = layer.children.some(([, child]) => child.kind === 'identity') && layer.join === 'concatenate';
  // What was there, and beside it what is made of it (Huang et al. 2016).
  if (keeps && !layer.reads) return 'DenseLayer';
  return ofPath(path) ?? { concatenate: 'Concatenation', product: 'Product', sum: 'Sum' }[layer.join];
};

/** The last part of the path that is no number, without one at its end. */
const ofPath = (path: string): string | undefined => {
  const last = path.split('.').findLast((part) => /^[A-Za-z]/.test(part));
  return last === undefined ? undefined : className(last.replace(/\d+$/, ''));
};

const kindsIn = (layer: Layer): readonly Layer['kind'][] => [
  layer.kind,
  ...('children' in layer ? layer.children.flatMap(([, child]) => kindsIn(child)) : []),
];

/** Sizes of the convolutions of a chain, those of nothing else. */
const kernelsIn = (layer: Layer): readonly number[] =>
  layer.kind === 'sequential'
    ? layer.children
        .filter((entry): entry is readonly [string, ConvLayer] => entry[1].kind === 'conv')
        .map(([, { kernel }]) => kernel[0])
    : [];

/** A wide convolution between narrow ones, or two of one width (He et al. 2015, figure 5). */
function ofKernels(kernels: readonly number[]): string {
  if (String(kernels) === '3,3') return 'BasicBlock';
  return kernels.length > 1 && kernels[0] === 1 && kernels.at(-1) === 1 ? 'Bottleneck' : 'ResidualBlock';
}
