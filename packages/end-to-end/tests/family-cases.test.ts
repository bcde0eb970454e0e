import { build } from '@resnet-compile/compiler';
import { runGraph, toState, toValues } from '@resnet-compile/reference';
import { fillState, images } from '@resnet-compile/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { familyNetwork, type FamilyCase } from './family-network.ts';

interface Oracle {
  readonly case: FamilyCase;
  readonly state: Readonly<Record<string, readonly number[]>>;
  readonly logits: readonly (readonly number[])[];
}

const shared = process.env['RESNET_COMPILE_SHARED'];
const oracles: readonly Oracle[] = shared
  ? JSON.parse(readFileSync(join(shared, 'oracles', 'family-train.json'), 'utf8'))
  : [];

test.skipIf(!shared)('there are 32 small networks (needs RESNET_COMPILE_SHARED)', () =>
  expect(oracles).toHaveLength(32),
);

test.each(oracles.map((oracle) => [oracle.case.name, oracle] as const))(
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
