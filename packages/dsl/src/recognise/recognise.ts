import type { Network } from '../network-description.ts';
import type { ResNetOptions } from '../resnet/options.ts';
import { resnet } from '../resnet/resnet.ts';
import { withoutPositions } from '../source-position.ts';
import { leavesOf, type Leaf } from './canonical.ts';
import { stageChoices } from './stage-choices.ts';
import type { FunctionText } from './choice.ts';
import { evidenceOf, type Evidence } from './evidence.ts';
import { formOf } from './form.ts';
import { namedOf } from './named.ts';
import { placesOf } from './places.ts';
import { classesOf, searchOptions } from './search.ts';

/** A network as one call. */
export interface Recognised {
  /** The function of this package that makes it: `'resnet'`, or one that has a name. */
  readonly name: string;
  /** What the function is told before its options. */
  readonly given: readonly number[];
  /** Only those that differ from what is so anyway. */
  readonly options: Partial<ResNetOptions>;
  /** How functions among the options are written. */
  readonly texts: ReadonlyMap<unknown, FunctionText>;
  /** What the call makes. */
  readonly network: Network;
  /** By the path of each layer that has parameters, as `'layer1.0.conv1'`, the path of the same layer in `network`. */
  readonly layerNames: ReadonlyMap<string, string>;
}

/**
 * Whether `resnet`, or a function that has a name, makes the same network, whatever its layers are called and however they are
 * nested; and what it is told. Options are proposed by what is seen in the layers, and taken where the network that they make is equal.
 *
 * Two networks are equal if they compute the same, on images of this size, and have the same state. Names, positions,
 * identities and flattens do not count, nor rounding up where there is nothing to round, nor what parameters begin as (initial
 * biases, slopes, trained scales), nor whether a classifier is a dense layer or a 1×1 convolution of one pixel: its state has the
 * same values in another shape. Dropout and stochastic depth count, with their rates: files for inference have none.
 *
 * @returns undefined where nothing makes it
 */
export const recognise = (network: Network): Recognised | undefined => withoutPositions(() => recognised(network));

function recognised(network: Network): Recognised | undefined {
  if (network.problems.length) return undefined;
  const form = formOf(network);
  const evidence = evidenceOf(network, form.nodes);
  if (evidence.leaves.length === 0) return undefined;
  const found = searchOptions(evidence, form);
  const stages = found
    ? [found.options.stages]
    : stageChoices(evidence).flatMap(({ options }) => (options.stages ? [options.stages] : []));
  const named = namedOf(network, form, stages, found, plainOptions(evidence));
  const call = named ?? (found && { name: 'resnet', given: [], ...found, network: resnet(found.options) });
  if (!call) return undefined;
  const own = formOf(call.network);
  const paths = pathsIn(network, call.network);
  if (!paths) return undefined;
  const theirs = leavesOf(form.nodes);
  return {
    name: call.name,
    given: call.given,
    options: { ...call.options, ...paths },
    texts: call.texts,
    network: { ...call.network, ...paths },
    layerNames: new Map(
      leavesOf(own.nodes).flatMap((leaf, index) => {
        const their = theirs[index];
        return their && hasParameters(leaf) ? [[their.path, leaf.path] as const] : [];
      }),
    ),
  };
}

/** Where the layers are that hand out their values, or explain; undefined where one stands nowhere. */
function pathsIn(network: Network, own: Network): Pick<Network, 'outputs' | 'explain'> | undefined {
  const { outputs = [], explain = [] } = network;
  if (!outputs.length && !explain.length) return {};
  const theirs = placesOf(network.body, formOf(network).nodes);
  const ours = [...placesOf(own.body, formOf(own).nodes)].sort(([a], [b]) => a.length - b.length);
  const ownPath = (path: string): string | undefined => ours.find(([, place]) => place === theirs.get(path))?.[0];
  const found = Object.entries({ outputs, explain }).flatMap(([option, paths]) =>
    paths.length ? [[option, paths.map(ownPath)] as const] : [],
  );
  return found.every(([, paths]) => paths.every((path) => path !== undefined)) ? Object.fromEntries(found) : undefined;
}

/** What differs of any network from one that nothing is told. */
function plainOptions(evidence: Evidence): Partial<ResNetOptions> {
  const { input } = evidence.network;
  const classes = classesOf(evidence);
  const first = evidence.leaves[0]?.layer;
  return {
    ...(input.join() === '3,224,224' ? {} : { input }),
    ...(classes === 1000 ? {} : { classes }),
    ...(first?.kind === 'normalize' ? { normalize: { mean: first.mean, std: first.std } } : {}),
  };
}

const hasParameters = ({ layer }: Leaf): boolean =>
  layer.kind === 'scale'
    ? layer.trained
    : ['conv', 'dense', 'batchNorm', 'groupNorm', 'filterResponseNorm', 'evoNormS0', 'channelConv', 'prelu'].includes(
        layer.kind,
      );
