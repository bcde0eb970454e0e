import { averagePool, conv, flatten, globalAveragePool, maxPool, network, pad, type Layer } from '@resnet-compile/dsl';
import { makeNode, makeParameter, type Node, type NodeOf } from '@resnet-compile/ir';
import { evaluateGraph, toValues } from '@resnet-compile/reference';
import { windowCases, type WindowCase } from '@resnet-compile/testing';
import { expect, it } from 'vitest';
import { gradientRules } from '../src/3-differentiate/rules/index.ts';
import type { Append, GradientRule } from '../src/3-differentiate/gradient-rule.ts';
import { build } from '../src/index.ts';

const layers: Readonly<Record<WindowCase['layer'], (options: never) => Layer>> = {
  maxPool,
  averagePool,
  conv: ({ channels, ...options }: { channels: number }) => conv(channels, options),
  pad: ({ sides, ...options }: { sides: number }) => pad(sides, options),
};

it.each(windowCases)('$name', ({ layer, options, input, size, ...expected }) => {
  const { graph, problems } = build(
    network({ input }, [layers[layer](options as never), globalAveragePool(), flatten()]),
    { name: 'net' },
  );
  expect(problems).toEqual([]);
  const y = graph!.nodes.find(({ op }) => op in gradientRules) as NodeOf<'conv2d'>;
  expect(y.type.shape.slice(2)).toEqual(size);

  const dy: Node = { ...makeParameter('dy', [1], 'parameter', {}), type: y.type };
  const backward: Node[] = [];
  const append: Append = (op, attributes, inputs) => {
    const node = makeNode(op, attributes, inputs, {});
    backward.push(node);
    return node;
  };
  const rule = gradientRules[y.op] as GradientRule<'conv2d'>;
  const [dx, dw] = rule(y, dy, append, () => true);
  const filters = y.inputs.find(({ op }) => op === 'parameter');
  const values = evaluateGraph(
    { ...graph!, nodes: [...graph!.nodes, dy, ...backward] },
    {
      images: toValues({ shape: [2, ...input], data: expected.x }),
      state: new Map([
        ['dy', toValues({ shape: [2, ...y.type.shape.slice(1).map(Number)], data: expected.dy })],
        ...(filters
          ? [['0.weight', toValues({ shape: filters.type.shape.map(Number), data: expected.weight! })] as const]
          : []),
      ]),
    },
  );
  const expectClose = (node: Node, data: readonly number[]): void => {
    const found = values.get(node)!.data;
    expect(found).toHaveLength(data.length);
    // A mean is rounded once, and what is made of whole numbers not at all.
    found.forEach((value, index) => expect(value).toBeCloseTo(data[index]!, 12));
  };
  expectClose(y, expected.y);
  expectClose(dx!, expected.dx);
  if (expected.dw) expectClose(dw!, expected.dw);
});
