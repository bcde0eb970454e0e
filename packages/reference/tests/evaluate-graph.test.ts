import { parseGraph } from '@resnet-compile/ir';
import { expect, it } from 'vitest';
import { evaluateGraph, runGraph, toState, toValues } from '../src/index.ts';

const graph = parseGraph(`graph %block (
  %x = input : f32[N,1,1,2]
  %w = parameter {"name":"w","kind":"parameter"} : f32[1,1,1,1]
  %unread = constant {"values":[1]} : f32[1]
  %y = conv2d %x, %w {"stride":[1,1],"padding":[0,0,0,0],"dilation":[1,1],"groups":1} : f32[N,1,1,2] @ "conv"
  %z = map %y, %x {"of":"add(x0, x1)"} : f32[N,1,1,2]
  %r = map %z {"of":"max(x0, 0)"} : f32[N,1,1,2]
  return %r
)`);
const images = toValues({ shape: [2, 1, 1, 2], data: [1, 2, -1, -2] });
const state = toState([['w', { shape: [1, 1, 1, 1], data: [2] }]]);

it('evaluates every value', () => {
  const values = evaluateGraph(graph, { images, state });
  expect(graph.nodes.map((node) => Array.from(values.get(node)!.data))).toEqual([
    [1, 2, -1, -2],
    [2],
    [1],
    [2, 4, -2, -4],
    [3, 6, -3, -6],
    [3, 6, 0, 0],
  ]);
});

it('releases all but the output', () => {
  expect([...evaluateGraph(graph, { images, state }, { release: true }).keys()]).toEqual([graph.output]);
  expect(Array.from(runGraph(graph, { images, state }).data)).toEqual([3, 6, 0, 0]);
});

it('keeps an output that is read again', () => {
  const early = { ...graph, output: graph.nodes[3]! };
  expect(Array.from(runGraph(early, { images, state }).data)).toEqual([2, 4, -2, -4]);
});

it('says what does not fit', () => {
  const wrong = toState([['w', { shape: [1], data: [2] }]]);
  expect(() => runGraph(graph, { images, state: new Map() })).toThrow(
    'the state has no w, expected a tensor of 1×1×1×1',
  );
  expect(() => runGraph(graph, { images, state: wrong })).toThrow('w is 1 in the state, expected 1×1×1×1');
  expect(() => runGraph(graph, { images: toValues({ shape: [1, 2], data: [0, 0] }), state })).toThrow(
    'the images are 1×2 (2 values), expected N×1×1×2',
  );
  expect(() => toValues({ shape: [2, 2], data: [1] })).toThrow('1 values for a tensor of 2×2, expected 4');
});
