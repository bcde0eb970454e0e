import type { Network, Problem, TrainedNetwork } from '@resnet-compile/dsl';
import { makeInput, type Graph } from '@resnet-compile/ir';
import { LayerWalk, type Initialization } from './layer-walk.ts';
import { withNamedParameters } from './named-parameters.ts';
import { unknownValue } from './partial-shape.ts';
import { isSamePlace } from './same-place.ts';

export interface BuildOptions extends Initialization {
  readonly name: string;
  /** Names files in origins; by default as the stack trace did. */
  readonly positionFile?: (file: string) => string;
}

export interface BuiltGraph {
  /** Undefined where there is a mistake, the DSL's included. */
  readonly graph: Graph | undefined;
  /** What the `gradients` of a declaration of training name. */
  readonly differentiated: Graph['taps'];
  /** All shape mistakes, each at the layer that made it; behind a mistake, those that it cannot have caused. */
  readonly problems: readonly Problem[];
  /** What is right, and hardly meant. */
  readonly warnings: readonly Problem[];
}

/**
 * DSL → Graph: infers the shape of every value and with it those of the parameters, and checks that they fit. Parameters
 * begin as torchvision's unless the options say otherwise.
 */
export function buildGraph(
  network: Network,
  { name, positionFile = (file) => file, ...initialization }: BuildOptions,
): BuiltGraph {
  const walk = new LayerWalk(positionFile, initialization);
  const own = network.problems.filter(({ position }) => isSamePlace(position, network.position));
  // What a mistaken call made of its other options says nothing of what is meant.
  if (own.some(({ option }) => option !== 'input')) return { ...nothing, problems: [], warnings: [] };
  const output = walk.layer(
    network.body,
    '',
    own.length ? unknownValue() : walk.builder.append(makeInput(network.input)),
  );
  walk.expectClasses(network, output);
  const { warnings } = walk;
  if (walk.problems.length || walk.mistaken || own.length) return { ...nothing, problems: walk.problems, warnings };
  const { outputs = [], explain = [], position } = network;
  const { training, trainingPosition } = network as Partial<TrainedNetwork>;
  const handedOut = walk.values.tapsOf({ outputs, explain }, position);
  const differentiated = walk.values.tapsOf({ gradients: training?.gradients ?? [] }, trainingPosition);
  // Both, so that what rewrites the graph rewrites both.
  const taps = [...handedOut.taps, ...differentiated.taps];
  const whole = walk.sharing.withAliases(walk.builder.finish(name, output, taps));
  const named = withNamedParameters(whole, network as Partial<TrainedNetwork>);
  const problems = [...handedOut.problems, ...differentiated.problems, ...named.problems];
  if (problems.length) return { ...nothing, problems, warnings };
  const count = handedOut.taps.length;
  return {
    graph: { ...named.graph, taps: named.graph.taps.slice(0, count) },
    differentiated: named.graph.taps.slice(count),
    problems,
    warnings,
  };
}

const nothing = { graph: undefined, differentiated: [] };
