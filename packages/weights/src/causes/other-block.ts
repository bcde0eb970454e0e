import { blocksOf } from './blocks-of.ts';
import type { Cause, Differences } from './differences.ts';

const namesIn = ({ layers }: Differences): string[] => layers.flatMap(({ tensors }) => tensors.map(({ name }) => name));
const thirds = (names: readonly string[]): number =>
  names.filter((name) => /\.(conv3|layer\.2\.convolution)\.weight$/.test(name)).length;

/** Basic blocks have two convolutions, bottlenecks three. */
export const otherBlock: Cause = (differences) => {
  const [missing, unexpected] = [differences.missing, differences.unexpected].map((all) => all.map(({ name }) => name));
  const own = namesIn(differences);
  const blocks = blocksOf(own).size;
  if (blocks > 0 && thirds(missing ?? []) === thirds(own) && thirds(own) >= blocks / 2)
    return "the file's network has basic blocks, this one bottlenecks: use block: 'basic', as resnet18 and resnet34";
  return thirds(unexpected ?? []) >= 2 && thirds(own) === 0
    ? "the file's network has bottlenecks, this one basic blocks: use block: 'bottleneck', as resnet50"
    : undefined;
};
