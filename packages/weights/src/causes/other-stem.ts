import { layersOf } from '../names/layers.ts';
import type { ExpectedTensor } from '../expected-tensor.ts';
import { shownName } from '@resnet-compile/options';
import { blockOf } from './blocks-of.ts';
import type { Cause, Differences } from './differences.ts';

const convolutions = (tensors: readonly ExpectedTensor[]): string =>
  layersOf(tensors)
    .filter(({ kind }) => kind === 'conv')
    .map(({ path }) => shownName(path))
    .join(', ') || 'no more';

/** 7×7 for ImageNet, 3×3 for CIFAR, or images of other channels. */
function firstConvolution({ misshapen, layers }: Differences): string | undefined {
  const first = layers.find(({ kind }) => kind === 'conv')?.path;
  const stem = misshapen.find(({ name }) => name === `${first ?? ''}.weight`);
  if (stem === undefined || misshapen.length > 1) return undefined;
  const [, channels = 0, kernel = 0] = stem.found;
  const [, wantedChannels = 0, wantedKernel = 0] = stem.expected;
  if (kernel !== wantedKernel)
    return `the stems differ: the file's first convolution is ${kernel}×${kernel}, the network's ${wantedKernel}×${wantedKernel}; use stem: '${kernel > 3 ? 'imagenet' : 'cifar'}'`;
  return channels === wantedChannels
    ? undefined
    : `the file's network reads images of ${channels} channels, this one of ${wantedChannels}: --input-channels sums or repeats the first filters`;
}

/** The first convolution alone, or several in the place of one. */
export const otherStem: Cause = (differences) => {
  const { missing, unexpected, layers } = differences;
  if (missing.length + unexpected.length === 0) return firstConvolution(differences);
  const firstBlock = layers.findIndex(({ path }) => blockOf(`${path}.`) !== undefined);
  const stem = new Set(
    layers.slice(0, Math.max(0, firstBlock)).flatMap(({ tensors }) => tensors.map(({ name }) => name)),
  );
  const before = missing.length > 0 && missing.every(({ name }) => stem.has(name));
  return before &&
    unexpected.every(({ name }) => blockOf(name) === undefined) &&
    unexpected.some(({ shape }) => shape.length === 4)
    ? `the stems differ: the file has ${convolutions(unexpected)} before its first block, the network ${convolutions(missing)}; use stem: 'imagenet', 'cifar', 'deep' or 'tiered' as the file has it`
    : undefined;
};
