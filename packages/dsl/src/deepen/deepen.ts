import { shown } from '@resnet-compile/options';
import { isNetwork, makeLayer, makeNetwork } from '../brand.ts';
import { arrayOf, integerFrom } from '../kinds.ts';
import type { Layer, SequentialLayer } from '../layer.ts';
import type { Network } from '../network-description.ts';
import { identityBlock } from './identity-block.ts';
import { join } from './join.ts';
import { stagesOf, type Stage } from './stages-of.ts';
import { stateOfBlock, type StateDict } from './state-of-block.ts';

/** What `deepen` makes. */
export interface Deepened<Of extends Network> {
  /** The network with more blocks, in all else the one that was given. */
  readonly network: Of;
  /** Its tensors: those that were given, and those of the new blocks. */
  readonly state: StateDict;
}

const depths = arrayOf(integerFrom(1), 'a list of positive integers, blocks per stage');

/**
 * A deeper network that computes what a shallower one does, to the last bit: the construction by which He et al. (2015, §1) argue that
 * depth alone can do no harm. Each stage gets blocks at its end, up to as many as `stages` says, which begin as identities:
 * they are the stage's last block beside an identity, with its parameters, but for zeros in the norm that ends the body (γ and β;
 * of version 2, in the convolution that does).
 *
 * A stage is a sequence of blocks, as `resnet` makes them, of which the last is a residual. The state is what
 * `stateDict()` gives of the shallower network; an empty one is as good where the network alone is wanted, as in a model file.
 *
 * @throws {TypeError} where a stage would have fewer blocks than it has, where there are not as many stages, where a block can
 * be no identity, or where the state is not the network's.
 *
 * @example
 * ```ts
 * const { network, state } = deepen(resnet18(), await shallow.stateDict(), [3, 4, 6, 3]); // a resnet34 that is right from the start
 * ```
 */
export function deepen<Of extends Network>(network: Of, state: StateDict, stages: readonly number[]): Deepened<Of> {
  if (!isNetwork(network)) throw new TypeError(`deepen: found ${shown(network)}; expected a network`);
  if (!depths.holds(stages)) throw new TypeError(`deepen: stages are ${shown(stages)}; expected ${depths.expected}`);
  const found = stagesOf(network.body, '', network.input[0]);
  const given = found.map(({ layer }) => layer.children.length);
  if (stages.length !== found.length || stages.some((depth, index) => depth < (given[index] ?? 0)))
    throw new TypeError(
      `deepen: stages are ${shown(stages)}; the network has ${found.length ? `${shown(given)}, and expected as many or more in each` : 'no stages: sequences of residuals'}`,
    );
  const deeper = found.map((stage, index) =>
    deeperStage(stage, (stages[index] ?? 0) - stage.layer.children.length, state),
  );
  const replacements = new Map(deeper.map(({ from, to }) => [from as Layer, to]));
  return {
    network: makeNetwork({ ...network, body: replaced(network.body, replacements) }) as Of,
    state: Object.assign({ ...state }, ...deeper.map(({ tensors }) => tensors)) as StateDict,
  };
}

function deeperStage({ layer, path, last, channels }: Stage, count: number, state: StateDict) {
  const names = layer.children.map(([name]) => name);
  const before = { block: last, path: join(path, names.at(-1) ?? ''), channels };
  const added = Array.from({ length: count }, (_, index) => {
    const identity = identityBlock(last);
    if (!identity)
      throw new TypeError(
        `deepen: a block like ${before.path} is no identity where its body begins as 0; expected one that ends with a norm or a convolution, relu after the addition or nothing, no gate, and no layer that is shared`,
      );
    const name = `${names.length + index}`;
    const end = join(join(before.path, identity.zeroed), 'weight');
    if (Object.keys(state).length && !(end in state))
      throw new TypeError(`deepen: the state has no ${end}; expected what stateDict() gives of this network`);
    return { name, block: identity.block, tensors: stateOfBlock(state, before, identity, join(path, name)) };
  });
  const children = [...layer.children, ...added.map(({ name, block }) => [name, block] as const)];
  return {
    from: layer,
    to: count ? makeLayer<SequentialLayer>({ ...layer, children }) : layer,
    tensors: Object.assign({}, ...added.map(({ tensors }) => tensors)) as StateDict,
  };
}

const replaced = (layer: Layer, replacements: ReadonlyMap<Layer, Layer>): Layer => {
  const other = replacements.get(layer);
  if (other || layer.kind !== 'sequential') return other ?? layer;
  return makeLayer<SequentialLayer>({
    ...layer,
    children: layer.children.map(([name, child]) => [name, replaced(child, replacements)]),
  });
};
