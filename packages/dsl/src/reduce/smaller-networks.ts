import type { Layer, SharedLayer } from '../layer.ts';
import type { Network } from '../network-description.ts';
import type { TrainedNetwork } from '../training.ts';
import { eachCount, withCount } from './counts.ts';
import { layerPaths, partsOf } from '../parts-of.ts';
import { rewritten } from './rewritten.ts';
import { smallerLayers } from './smaller-layers.ts';
import { without } from '../without.ts';

/**
 * Networks that have less than a network has: of layers, of channels, of pixels, of what options ask for. Those that take
 * away most come first. Not all of them fit together: whoever tries one builds it. Whatever is tried and taken, it ends:
 * no number of a network grows.
 */
export function* smallerNetworks(network: Network): Generator<Network> {
  if ('training' in network) yield without(network as TrainedNetwork, 'training');
  for (const option of handedOut) {
    const paths = network[option] ?? [];
    if (paths.length) yield without(network, option);
    for (const path of paths) yield withPaths(network, option, (each) => each !== path);
  }
  for (const body of [...smallerLayers(network.body), ...withSmallerShared(network.body)]) {
    const paths = layerPaths(body);
    yield handedOut.reduce<Network>((left, option) => withPaths(left, option, (path) => paths.includes(path)), {
      ...network,
      body,
    });
  }
  for (const count of eachCount(network.body))
    for (const fewer of fewerThan(count)) yield { ...network, body: withCount(network.body, count, fewer) };
  for (const axis of [0, 1, 2]) {
    const extent = network.input[axis] ?? 1;
    for (const fewer of fewerThan(extent))
      yield { ...network, input: network.input.with(axis, fewer) as unknown as Network['input'] };
  }
  yield* withPlainerTraining(network);
}

/** In all of its places at once, a shared layer is not shared, or is smaller. */
function* withSmallerShared(body: Layer): Generator<Layer> {
  for (const one of sharedLayers(body)) {
    yield rewritten(body, (each) => (each === one ? one.layer : each));
    for (const layer of smallerLayers(one.layer)) {
      const by = { ...one, layer };
      yield rewritten(body, (each) => (each === one ? by : each));
    }
  }
}

const sharedLayers = (layer: Layer): ReadonlySet<SharedLayer> =>
  new Set([
    ...(layer.kind === 'shared' ? [layer] : []),
    ...partsOf(layer).flatMap((part) => [...sharedLayers(part.layer)]),
  ]);

/** 1, half, one less. */
const fewerThan = (count: number): readonly number[] =>
  [...new Set([1, count >> 1, count - 1])].filter((fewer) => fewer > 0 && fewer < count);

/** What names layers whose values are handed out. */
const handedOut = ['outputs', 'explain'] as const satisfies readonly (keyof Network)[];

function withPaths(network: Network, option: (typeof handedOut)[number], isLeft: (path: string) => boolean): Network {
  const paths = network[option]?.filter(isLeft) ?? [];
  return paths.length ? { ...network, [option]: paths } : without(network, option);
}

const optional = [
  'clipNorm',
  'accumulate',
  'ema',
  'freeze',
  'rates',
  'decays',
  'gradients',
  'initialization',
  'zeroGamma',
] as const satisfies readonly (keyof TrainedNetwork['training'])[];

/** Without one of the options that nothing has to declare, or one of what is frozen. */
function* withPlainerTraining(network: Network): Generator<Network> {
  const { training } = network as Partial<TrainedNetwork>;
  for (const name of optional) {
    if (training?.[name] === undefined) continue;
    yield { ...network, training: without(training, name) } as Network;
  }
  const patterns = training?.freeze ?? [];
  if (patterns.length > 1)
    for (const pattern of patterns)
      yield { ...network, training: { ...training, freeze: patterns.filter((each) => each !== pattern) } } as Network;
}
