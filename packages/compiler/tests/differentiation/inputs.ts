import { nodesOf, type Graph } from '@resnet-compile/ir';
import { toState, toValues, type RunInputs, type Values } from '@resnet-compile/reference';
import { fillState, images, labels, units } from '@resnet-compile/testing';

/** N×classes: a one where the label is. */
export const oneHot = (classOf: ArrayLike<number>, classes: number): Values => ({
  shape: [classOf.length, classes],
  data: Float64Array.from({ length: classOf.length * classes }, (_, index) =>
    index % classes === classOf[Math.floor(index / classes)] ? 1 : 0,
  ),
});

/** N×classes: distributions, each row of units('labels<step>') + 1 divided by its sum. */
export function softTargets(step: number, batch: number, classes: number, seed: number): Values {
  const data = Float64Array.from(units(`labels${step}`, seed, batch * classes), (unit) => unit + 1);
  const sums = Array.from({ length: batch }, (_, row) =>
    data.subarray(row * classes, (row + 1) * classes).reduce((a, b) => a + b, 0),
  );
  return { shape: [batch, classes], data: data.map((value, index) => value / sums[Math.floor(index / classes)]!) };
}

/** The deterministic fill for a training step. */
export function trainingInputs(
  graph: Graph,
  { batch, seed = 0, soft = false }: { readonly batch: number; readonly seed?: number; readonly soft?: boolean },
): RunInputs & Required<Pick<RunInputs, 'targets'>> {
  const parameters = nodesOf(graph, 'parameter').map(({ attributes, type }) => ({
    name: attributes.name,
    shape: type.shape as readonly number[],
  }));
  const [, ...image] = nodesOf(graph, 'input')[0]!.type.shape as readonly number[];
  const classes = graph.output.type.shape[1] as number;
  return {
    images: toValues(images(0, [batch, ...image], seed)),
    targets: soft ? softTargets(0, batch, classes, seed) : oneHot(labels(0, batch, classes, seed), classes),
    state: toState(fillState(parameters, { seed })),
  };
}
