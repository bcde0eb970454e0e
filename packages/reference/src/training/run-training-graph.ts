import { found } from '@resnet-compile/ir';
import type { Graph } from '@resnet-compile/ir';
import { evaluateGraph } from '../evaluate-graph.ts';
import type { RunInputs } from '../run-inputs.ts';
import type { Values } from '../values.ts';

export interface TrainingResults {
  /** The mean over the batch. */
  readonly loss: number;
  readonly correct: number;
  /** By parameter. */
  readonly gradients: ReadonlyMap<string, Values>;
  /** New values of running statistics, by their names in the state. */
  readonly statistics: ReadonlyMap<string, Values>;
}

/** Runs a differentiated graph once. @throws {Error} where it has no loss, or the inputs do not fit it. */
export function runTrainingGraph(graph: Graph, run: RunInputs): TrainingResults {
  const values = evaluateGraph(graph, run, { release: true });
  const results = new Map(graph.results.map(({ name, node }) => [name, found(values, node)]));
  const scalar = (name: string): number => {
    const value = results.get(name);
    if (!value) throw new Error(`graph ${graph.name} has no result ${name}: it is not differentiated`);
    return value.data.at(0) ?? NaN;
  };
  const named = (prefix: string): ReadonlyMap<string, Values> =>
    new Map(
      Array.from(results).flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
      ),
    );
  return {
    loss: scalar('loss'),
    correct: scalar('correct'),
    gradients: named('gradient '),
    statistics: named('statistic '),
  };
}
