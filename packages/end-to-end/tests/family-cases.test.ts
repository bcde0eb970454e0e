import { build } from '@resnet-compile/compiler';
import { runGraph, toState, toValues } from '@resnet-compile/reference';
import { familyNetwork, familyTrainOracles, fillState, images } from '@resnet-compile/testing';
import { expect, test } from 'vitest';

test.each(familyTrainOracles.map((oracle) => [oracle.case.name, oracle] as const))(
  "%s: names, shapes, and timm's logits to 1e-8 in the reference",
  (name, { case: one, state, logits }) => {
    const { graph, problems } = build(familyNetwork(one), { name });
    expect(problems).toEqual([]);
    const own = graph!.nodes.flatMap((node) =>
      node.op === 'parameter' ? [[node.attributes.name, node.type.shape] as const] : [],
    );
    expect(Object.fromEntries(own)).toEqual(state);
    const filled = fillState(
      Object.entries(state).map(([tensor, shape]) => ({ name: tensor, shape })),
      one,
    );
    const { data } = runGraph(graph!, {
      images: toValues(images(0, [2, ...one.input], one.seed)),
      state: toState(filled),
    });
    const [rows, largest] = [logits.slice(0, 2), Math.max(...logits.flat().map(Math.abs))];
    const distances = rows.flatMap((row, n) =>
      row.map((logit, index) => Math.abs(data[n * one.classes + index]! - logit) / largest),
    );
    expect(Math.max(...distances)).toBeLessThan(1e-8);
  },
);
