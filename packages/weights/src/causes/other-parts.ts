import type { ExpectedTensor } from '../expected-tensor.ts';
import { shownName } from '@resnet-compile/options';
import { blockOf } from './blocks-of.ts';
import type { Cause } from './differences.ts';

/** What a block is made with that has such a part. */
const options: Readonly<Record<string, string>> = {
  se: "attention: 'se' or 'eca'",
  downsample: "shortcut: 'B'; without projections 'A'",
  shortcut: "shortcut: 'B'; without projections 'A'",
  convs: 'block: res2NetBlock',
};

/** `downsample` of `layer1.0.downsample.0.weight`. */
const partOf = (name: string): string | undefined => {
  const block = blockOf(name);
  return block === undefined ? undefined : name.slice(block.length + 1).split('.', 1)[0];
};

const inBlocks = (tensors: readonly ExpectedTensor[]): string[] | undefined => {
  const parts = tensors.map(({ name }) => partOf(name));
  return parts.every((part) => part !== undefined) ? [...new Set(parts)] : undefined;
};

/** The same blocks, but with attention, or without projections. */
export const otherParts: Cause = ({ missing, unexpected, misshapen }) => {
  const [lacks, more] = [inBlocks(missing), inBlocks(unexpected)];
  if (!lacks || !more || misshapen.length || lacks.length + more.length === 0) return undefined;
  const option = [...lacks, ...more]
    .map((part) => (Object.hasOwn(options, part) ? options[part] : undefined))
    .find(Boolean);
  const what = [
    ...(more.length
      ? [`the file's blocks have ${more.slice(0, 3).map(shownName).join(', ')}, which this network's have not`]
      : []),
    ...(lacks.length
      ? [`this network's blocks have ${lacks.slice(0, 3).map(shownName).join(', ')}, which the file's have not`]
      : []),
  ];
  return `${what.join(', and ')}: build the network with the blocks of the file${option === undefined ? '' : ` (${option})`}`;
};
