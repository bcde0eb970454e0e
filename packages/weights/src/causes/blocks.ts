import type { ExpectedTensor } from '../expected-tensor.ts';
import { printed } from '../printed.ts';
import type { Cause } from './differences.ts';

const blockOf = (name: string): string | undefined =>
  /^(.*?(?:layer\d+|stage\d+|blocks|layers)\.\d+)\./.exec(name)?.[1];
const blocksOf = (tensors: readonly ExpectedTensor[]): Set<string> =>
  new Set(tensors.flatMap(({ name }) => blockOf(name) ?? []));
const thirds = (tensors: readonly ExpectedTensor[]): number =>
  tensors.filter(({ name }) => /\.(conv3|layer\.2\.convolution)\.weight$/.test(name)).length;

/** Basic blocks have two convolutions, bottlenecks three. */
export const otherBlock: Cause = ({ missing, unexpected, layers }) => {
  const blocks = blocksOf(layers.flatMap(({ tensors }) => tensors)).size;
  if (blocks === 0) return undefined;
  if (thirds(missing) >= blocks / 2)
    return `the file's network has basic blocks, this one bottlenecks: use block: 'basic', as resnet18 and resnet34`;
  if (thirds(unexpected) >= 2 && thirds(layers.flatMap(({ tensors }) => tensors)) === 0)
    return `the file's network has bottlenecks, this one basic blocks: use block: 'bottleneck', as resnet50`;
  return undefined;
};

/** Whole blocks that one has more. */
export const otherDepth: Cause = ({ missing, unexpected, misshapen, layers }) => {
  const has = blocksOf(layers.flatMap(({ tensors }) => tensors));
  const [lacks, more] = [blocksOf(missing), [...blocksOf(unexpected)].filter((block) => !has.has(block))];
  const whole =
    missing.every(({ name }) => blockOf(name) !== undefined) &&
    unexpected.every(({ name }) => blockOf(name) !== undefined);
  if (!whole || misshapen.length > has.size || lacks.size + more.length === 0) return undefined;
  const what = [
    ...(lacks.size
      ? [`the file lacks ${lacks.size} of the network's ${has.size} blocks, the first ${printed([...lacks][0] ?? '')}`]
      : []),
    ...(more.length ? [`it has ${more.length} more, the first ${printed(more[0] ?? '')}`] : []),
  ];
  return `${what.join(', and ')}: the depths differ; give the network the file's stages`;
};
