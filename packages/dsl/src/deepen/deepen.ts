import { shown } from '@resnet-compile/options';
import { makeLayer, makeNetwork } from '../brand.ts';
import type { Children, Layer } from '../layer.ts';
import type { Network } from '../network-description.ts';
import type { Problem } from '../problem.ts';
import { callerPosition } from '../source-position.ts';
import { behindItself, pathOfEnd } from './identity-block.ts';
import { parametersOfInputs, repeatInputs } from './repeat-inputs.ts';
import { stagesOf, type Stage } from './stages-of.ts';

/** A state dict, as `stateDict` of a compiled network gives it. */
export type StateRecord = Readonly<Record<string, Float32Array>>;

/** A network and a state for it. */
export interface Deepened<Of extends Network = Network> {
  readonly network: Of;
  readonly state: StateRecord;
}

/**
 * A deeper network that computes what a shallower one does with its state: at the end of each stage, blocks are added until
 * it has as many as `stages` says. They are copies of its last block that add nothing yet: their last batch norm, or in
 * pre-activation networks their last convolution, is zero, and their shortcut is the identity, so that training goes on from
 * there (Net2Net, Chen et al. 2015; γ = 0 as Goyal et al. 2017 begin). Where a stage has one block that reads fewer channels
 * than it gives, the copies' filters of these are repeated.
 *
 * What is given is left as it is. The network's problems say what is wrong with the call; its state is the shallower one's
 * then.
 *
 * @example
 * ```ts
 * const { network, state } = deepen(resnet18(), await shallow.stateDict(), [3, 4, 6, 3]);
 * ```
 */
export function deepen<Of extends Network>(network: Of, state: StateRecord, stages: readonly number[]): Deepened<Of> {
  const position = callerPosition();
  const found = stagesOf(network.body, network.input[0]);
  const problems = Array.from(problemsOf(found, stages), (problem): Problem => ({
    ...problem,
    ...(position ? { position } : {}),
  }));
  if (problems.length)
    return { network: makeNetwork({ ...network, problems: [...network.problems, ...problems] }) as Of, state };
  const added = found.map((stage, index) => ({ stage, count: (stages[index] ?? 0) - stage.blocks.length }));
  const deeper = new Map<Layer, Layer>(added.map(({ stage, count }) => [stage.layer, lengthened(stage, count)]));
  return {
    network: makeNetwork({ ...network, body: replaced(network.body, deeper) }) as Of,
    state: { ...state, ...Object.fromEntries(added.flatMap(({ stage, count }) => statesOf(stage, count, state))) },
  };
}

function* problemsOf(found: readonly Stage[], stages: readonly number[]): Generator<Problem, void> {
  const depths = found.map(({ blocks }) => blocks.length);
  const isDeeper =
    Array.isArray(stages) &&
    stages.length === depths.length &&
    stages.every((count, index) => Number.isSafeInteger(count) && count >= (depths[index] ?? 0));
  if (!isDeeper) {
    yield {
      code: 'RC1102',
      message: `deepen: stages are ${shown(stages)}; expected as many blocks as the network has, [${depths.join(', ')}], or more in each stage`,
    };
    return;
  }
  for (const [index, { blocks, path }] of found.entries()) {
    const last = blocks.at(-1);
    if (stages[index] === blocks.length || (last && pathOfEnd(last) !== undefined)) continue;
    yield {
      code: 'RC1103',
      message: `deepen: no copy of the last block of ${path} is an identity`,
      hint: 'expected a body that ends with a norm, a convolution or a gate, and behind the addition a ReLU or nothing',
    };
  }
}

const numbered = ({ layer }: Stage, index: number): string => String(layer.children.length + index);

function lengthened(stage: Stage, count: number): Layer {
  const last = stage.blocks.at(-1);
  const more: Children = last
    ? Array.from({ length: count }, (_, index) => [numbered(stage, index), behindItself(last)] as const)
    : [];
  return makeLayer({ ...stage.layer, children: [...stage.layer.children, ...more] });
}

/** What the added blocks have: the last block's, but for the zeros. */
function statesOf(stage: Stage, count: number, state: StateRecord): readonly (readonly [string, Float32Array])[] {
  const { path, layer, blocks, entering, channels } = stage;
  const [name, block] = [layer.children.at(-1)?.[0] ?? '', blocks.at(-1)];
  const end = block && pathOfEnd(block);
  if (!block || end === undefined) return [];
  const within = (part: string): string => (path ? `${path}.${part}` : part);
  const prefix = `${within(name)}.`;
  const ofInputs = parametersOfInputs(block);
  const zeros = new Set(['weight', 'bias'].map((leaf) => (end ? `${end}.${leaf}` : leaf)));
  const own = Object.entries(state).flatMap(([full, values]) => {
    const leaf = full.slice(prefix.length);
    if (!full.startsWith(prefix) || (block.shortcut && leaf.startsWith('downsample.'))) return [];
    const rows = ofInputs.get(leaf);
    const fitting = rows && channels !== entering ? repeatInputs(values, rows, channels / entering) : values;
    return [[leaf, zeros.has(leaf) ? new Float32Array(fitting.length) : fitting] as const];
  });
  return Array.from({ length: count }, (_, index) =>
    own.map(([leaf, values]) => [`${within(numbered(stage, index))}.${leaf}`, values.slice()] as const),
  ).flat();
}

function replaced(layer: Layer, deeper: ReadonlyMap<Layer, Layer>): Layer {
  const now = deeper.get(layer);
  if (now) return now;
  if (layer.kind !== 'sequential') return layer;
  return makeLayer({ ...layer, children: layer.children.map(([name, child]) => [name, replaced(child, deeper)]) });
}
