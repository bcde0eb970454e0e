import { shownName } from '@resnet-compile/options';
import { blockOf, blocksOf } from './blocks-of.ts';
import type { Cause } from './differences.ts';

/** Whole blocks that one has more. */
export const otherDepth: Cause = ({ missing, unexpected, misshapen, fitting, layers }) => {
  const [lacks, more] = [missing, unexpected].map((all) => all.map(({ name }) => name));
  const shared = new Set([
    ...blocksOf(fitting),
    ...blocksOf(misshapen.flatMap(({ name, inFile }) => [name, inFile])),
    ...blocksOf(
      layers.flatMap(({ tensors }) => tensors.map(({ name }) => name)).filter((name) => !lacks?.includes(name)),
    ),
  ]);
  const all = [...(lacks ?? []), ...(more ?? [])].map(blockOf);
  if (all.length === 0 || all.some((block) => block === undefined || shared.has(block))) return undefined;
  const [gone, extra] = [blocksOf(lacks ?? []), blocksOf(more ?? [])].map((blocks) => [...blocks]);
  const what = [
    ...(gone?.length
      ? [`the file lacks ${gone.length} of the network's blocks, the first ${shownName(gone[0] ?? '')}`]
      : []),
    ...(extra?.length ? [`the file has ${extra.length} more blocks, the first ${shownName(extra[0] ?? '')}`] : []),
  ];
  return `the depths differ: ${what.join(', and ')}; give the network the file's stages`;
};
