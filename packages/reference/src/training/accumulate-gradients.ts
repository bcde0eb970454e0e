import type { Graph } from '@resnet-compile/ir';
import type { RunInputs } from '../run-inputs.ts';
import { extentOf, zipValues, type Values } from '../values.ts';
import { runTrainingGraph } from './run-training-graph.ts';

export interface Accumulated {
  /** The mean over the whole batch. */
  readonly loss: number;
  readonly correct: number;
  readonly gradients: ReadonlyMap<string, Values>;
  /** With the running statistics after the last part. */
  readonly state: ReadonlyMap<string, Values>;
}

/**
 * The batch in `parts` equal parts, in order. Each is normalised by itself and moves the running statistics; losses and
 * gradients are averaged, which in PyTorch is `(loss / parts).backward()` a part.
 *
 * @throws {Error} where the batch cannot be divided.
 */
export function accumulateGradients(
  graph: Graph,
  { images, targets, state }: RunInputs & Required<Pick<RunInputs, 'targets'>>,
  parts: number,
): Accumulated {
  const batch = extentOf(images, 0);
  if (batch % parts !== 0) throw new Error(`a batch of ${batch} cannot be divided into ${parts} equal parts`);
  let sum: Accumulated = { loss: 0, correct: 0, gradients: new Map(), state };
  for (let part = 0; part < parts; part++) {
    const [from, to] = [(part * batch) / parts, ((part + 1) * batch) / parts];
    const run = runTrainingGraph(graph, {
      images: rows(images, from, to),
      targets: rows(targets, from, to),
      state: sum.state,
    });
    const add = (name: string, gradient: Values): Values => {
      const before = sum.gradients.get(name);
      const share = { ...gradient, data: gradient.data.map((value) => value / parts) };
      return before ? zipValues((a, b) => a + b, before, share) : share;
    };
    sum = {
      loss: sum.loss + run.loss / parts,
      correct: sum.correct + run.correct,
      gradients: new Map(Array.from(run.gradients, ([name, gradient]) => [name, add(name, gradient)])),
      state: new Map([...sum.state, ...run.statistics]),
    };
  }
  return sum;
}

/** Images, or rows of the targets, `from … to`. */
function rows({ shape: [batch = NaN, ...shape], data }: Values, from: number, to: number): Values {
  const each = data.length / batch;
  return { shape: [to - from, ...shape], data: data.slice(from * each, to * each) };
}
