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
  if (network.outputs?.length) {
    yield without(network, 'outputs');
    for (const path of network.outputs) yield withOutputs(network, (each) => each !== path);
  }
  for (const body of [...smallerLayers(network.body), ...withSmallerShared(network.body)]) {
    const paths = layerPaths(body);
    yield withOutputs({ ...network, body }, (path) => paths.includes(path));
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

function withOutputs(network: Network, isLeft: (path: string) => boolean): Network {
  const outputs = network.outputs?.filter(isLeft) ?? [];
  return outputs.length ? { ...network, outputs } : without(network, 'outputs');
}

const optional = [
  'clipNorm',
  'accumulate',
  'ema',
  'freeze',
  'rates',
  'decays',
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
