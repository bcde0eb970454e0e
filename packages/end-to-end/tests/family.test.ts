import { build, multiplyAddsOf } from '@resnet-compile/compiler';
import type { Node } from '@resnet-compile/ir';
import { digestOfState, family } from '@resnet-compile/testing';
import { describe, expect, test } from 'vitest';
import { architectureSources } from './architecture-sources.ts';
import { familyMember } from './family-member.ts';
import { checkpointsOf } from './published-checkpoints.ts';

type Parameter = Extract<Node, { op: 'parameter' }>;
const isParameter = (node: Node): node is Parameter => node.op === 'parameter';
const shapeOf = ({ type }: Parameter): readonly number[] => type.shape as readonly number[];
const elements = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

test('there are 123 networks, of 116 of which the multiply-adds are known', () => {
  expect(family).toHaveLength(123);
  expect(family.filter(({ multiplyAdds }) => multiplyAdds !== undefined)).toHaveLength(116);
});

describe('the Graph has the names, shapes and multiply-adds of the published network', () => {
  test.each(family.map((one) => [one.name, one] as const))('%s', (name, one) => {
    const { graph, problems, warnings } = build(familyMember(name, one.input ? { input: one.input } : {}), { name });
    expect([problems, warnings]).toEqual([[], []]);
    const state = graph!.nodes.filter(isParameter);
    const trained = state.filter(({ attributes }) => attributes.kind === 'parameter');
    expect({
      parameters: trained.reduce((sum, node) => sum + elements(shapeOf(node)), 0),
      tensors: state.length,
      digest: digestOfState(state.map((node) => ({ name: node.attributes.name, shape: shapeOf(node) }))),
      multiplyAdds: one.input && multiplyAddsOf(graph!),
    }).toEqual({
      parameters: one.parameters,
      tensors: one.tensors,
      digest: one.digest,
      multiplyAdds: one.multiplyAdds,
    });
  });
});

const withCommas = (count: number): string => count.toLocaleString('en');

/** A line of the page: the network at 224×224 pixels. */
function row({ name, title, papers, options }: (typeof architectureSources)[number]): string {
  const { graph } = build(familyMember(name, {}), { name });
  const trained = graph!.nodes.filter(isParameter).filter(({ attributes }) => attributes.kind === 'parameter');
  const parameters = trained.reduce((sum, node) => sum + elements(shapeOf(node)), 0);
  return `| \`${name}\` | ${title} | ${papers} | \`${options}\` | ${withCommas(parameters)} | ${(multiplyAddsOf(graph!) / 1e9).toFixed(2)} G | ${checkpointsOf(name).join('; ')} |`;
}

test('docs/family.md says what the networks are', async () => {
  const rows = architectureSources.map(row);
  expect(rows).toHaveLength(family.length + 2);
  await expect(`# The family

Every network that has a name is a function of that name: \`seresnet50()\`, and \`seresnet50({ classes: 10 })\` for another
one with everything else the same. It calls \`resnet\` with the options that stand here, and takes all options of \`resnet\`
itself. Names, shapes and numbers are those of timm (pytorch-image-models), whose checkpoints are listed by their tags with
their licences: \`timm/NAME.TAG\` on the Hugging Face hub, not in this package. Besides these there are \`cifarResnet\`,
\`cifarPlain\`, \`cifarPreactResnet\` and \`wideResnet\`, which take a depth. Multiply-adds are those of one image of 224×224
pixels, of convolutions and dense layers. This page is written by \`vitest -u\` from \`packages/dsl/src/architectures\`.

| name | what it is | papers | \`resnet(…)\` | parameters | multiply-adds | checkpoints |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`).toMatchFileSnapshot('../../../docs/family.md');
});
