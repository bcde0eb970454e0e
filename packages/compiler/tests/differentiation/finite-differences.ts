import type { Graph } from '@resnet-compile/ir';
import { runTrainingGraph, type RunInputs, type Values } from '@resnet-compile/reference';
import { units } from '@resnet-compile/testing';

export interface Comparison {
  /** |derivative − gradient|, relative to the root mean square of the tensor's gradient, or a thousandth of the largest tensor's. */
  readonly worst: number;
  /** Where it is. */
  readonly where: string;
}

const step = 2e-5;
/** One-sided derivatives that differ by more show a kink of a ReLU or a max-pool. */
const kink = 1e-4;

/**
 * Compares the loss's derivative with its gradient: for each parameter along one direction through all of its elements,
 * and along up to `most` elements by themselves.
 *
 * @returns undefined where a kink is too near to the point: take another seed.
 */
export function compareWithDifferences(
  graph: Graph,
  run: RunInputs & Required<Pick<RunInputs, 'targets'>>,
  most = 12,
): Comparison | undefined {
  const { gradients } = runTrainingGraph(graph, run);
  // What the loss does not need is left out.
  const lossOnly = { ...graph, results: graph.results.filter(({ name }) => name === 'loss' || name === 'correct') };
  const forward = { ...lossOnly, nodes: graph.nodes.slice(0, graph.nodes.findIndex(({ op }) => op === 'loss') + 1) };
  const loss = (state: ReadonlyMap<string, Values>): number => runTrainingGraph(forward, { ...run, state }).loss;
  const at = loss(run.state);

  const rms = (data: Float64Array): number =>
    Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
  const largest = Math.max(...Array.from(gradients.values(), ({ data }) => rms(data)));
  let result: Comparison = { worst: 0, where: 'nowhere' };
  for (const [name, { data: gradient }] of gradients) {
    const parameter = run.state.get(name)!;
    const scale = Math.max(rms(gradient), largest / 1000);
    for (const { direction, where, length } of directions(name, gradient.length, most)) {
      const moved = (by: number): number => {
        const data = parameter.data.map((value, index) => value + by * direction(index));
        return loss(new Map(run.state).set(name, { ...parameter, data }));
      };
      const [below2, below1, above1, above2] = [-2, -1, 1, 2].map((steps) => moved(steps * step)) as [
        number,
        number,
        number,
        number,
      ];
      const [before, after] = [
        (3 * at - 4 * below1 + below2) / (2 * step),
        (4 * above1 - above2 - 3 * at) / (2 * step),
      ];
      if (Math.abs(after - before) > kink * scale * length) return undefined;
      // Central, of fourth order.
      const derivative = (8 * (above1 - below1) - (above2 - below2)) / (12 * step);
      const expected = gradient.reduce((sum, value, index) => sum + value * direction(index), 0);
      const worst = Math.abs(derivative - expected) / (scale * length);
      if (!(worst <= result.worst)) result = { worst, where };
    }
  }
  return result;
}

interface Direction {
  readonly direction: (index: number) => number;
  readonly where: string;
  /** Its Euclidean length. */
  readonly length: number;
}

/** Plus or minus one for every element; and some elements: the first, the last, and others between. */
function directions(name: string, count: number, most: number): readonly Direction[] {
  const signs = units(`direction ${name}`, 0, count);
  const all: Direction = {
    direction: (index) => (signs[index]! < 0 ? -1 : 1) / Math.sqrt(count),
    where: `${name}, all`,
    length: 1,
  };
  const few = Math.min(count, most);
  const chosen = Array.from({ length: few }, (_, index) =>
    few === 1 ? 0 : Math.round((index * (count - 1)) / (few - 1)),
  );
  return [
    all,
    ...chosen.map((element): Direction => ({
      direction: (index) => (index === element ? 1 : 0),
      where: `${name}[${element}]`,
      length: 1,
    })),
  ];
}
