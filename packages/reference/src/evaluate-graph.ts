import { found, handedOn, usersOf, type Graph, type Node } from '@resnet-compile/ir';
import { boolean, checkOptions } from '@resnet-compile/options';
import { functionOf } from './ops/index.ts';
import type { RunInputs } from './run-inputs.ts';
import { extentOf, type Values } from './values.ts';

export interface EvaluateOptions {
  /** Drop each value after its last use, those that it hands on apart; by default all are kept. */
  readonly release?: boolean;
}

/**
 * The values of a graph's nodes, in float64. `batch_norm` uses the running statistics, dropout does nothing.
 *
 * @throws {Error} where the images or the state do not fit the graph, or an operation's result its type.
 */
export function evaluateGraph(graph: Graph, run: RunInputs, options: EvaluateOptions = {}): ReadonlyMap<Node, Values> {
  checkOptions('evaluateGraph', options, { release: boolean });
  const { release = false } = options;
  const values = new Map<Node, Values>();
  const lastUser = new Map(Array.from(usersOf(graph), ([node, users]) => [node, users.at(-1)]));
  const kept = handedOn(graph);
  for (const node of graph.nodes) {
    const shape = node.type.shape.map((dimension) => (dimension === 'N' ? extentOf(run.images, 0) : dimension));
    const inputs = node.inputs.map((input) => found(values, input));
    const result = functionOf(node.op)(node.attributes, inputs, shape, run);
    if (String(result.shape) !== String(shape)) {
      throw new Error(
        `${node.op} ${node.origin.path ?? ''} computes ${result.shape.join('×')}, its type is ${shape.join('×')}`,
      );
    }
    values.set(node, result);
    if (!release) continue;
    for (const input of [node, ...node.inputs]) {
      if (!kept.has(input) && (lastUser.get(input) ?? input) === node) values.delete(input);
    }
  }
  return values;
}

/** The graph's taps for a batch of images, by name, each in the shape of its layer. See {@link evaluateGraph}. */
export function runTaps(graph: Graph, run: RunInputs): ReadonlyMap<string, Values> {
  const values = evaluateGraph(graph, run, { release: true });
  return new Map(graph.taps.map(({ name, node }) => [name, found(values, node)]));
}

/** The graph's output for a batch of images; its shape is the output's, e.g. [N, classes]. See {@link evaluateGraph}. */
export const runGraph = (graph: Graph, run: RunInputs): Values =>
  found(evaluateGraph(graph, run, { release: true }), graph.output);
