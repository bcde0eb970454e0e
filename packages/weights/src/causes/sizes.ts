import type { Cause } from './differences.ts';

/** The first convolution alone: 7×7 for ImageNet, 3×3 for CIFAR, or images of other channels. */
export const otherStem: Cause = ({ misshapen, missing, unexpected, layers }) => {
  const first = layers.find(({ kind }) => kind === 'conv')?.path;
  const stem = misshapen.find(({ name }) => name === `${first ?? ''}.weight`);
  if (stem === undefined || misshapen.length > 1 || missing.length + unexpected.length > 0) return undefined;
  const [, channels = 0, kernel = 0] = stem.found;
  const [, wantedChannels = 0, wantedKernel = 0] = stem.expected;
  if (kernel !== wantedKernel)
    return `the stems differ: the file's first convolution is ${kernel}×${kernel}, the network's ${wantedKernel}×${wantedKernel}; use stem: '${kernel > 3 ? 'imagenet' : 'cifar'}'`;
  return channels === wantedChannels
    ? undefined
    : `the file's network reads images of ${channels} channels, this one of ${wantedChannels}: --input-channels ${wantedChannels} sums or repeats the filters`;
};

/** All layers by one factor. */
export const otherWidth: Cause = ({ misshapen, missing, unexpected, layers }) => {
  const weights = misshapen.filter(({ found }) => found.length > 1);
  const factors = new Set(
    weights.map(({ found, expected }) => (found[0] ?? 0) / (expected[0] ?? 1)).filter((factor) => factor !== 1),
  );
  const [factor, other] = factors;
  if (factor === undefined || other !== undefined || missing.length + unexpected.length > 0) return undefined;
  return weights.length * 3 >= layers.length
    ? `the file's network is ${factor} times as wide: give this one ${factor} times its width`
    : undefined;
};
