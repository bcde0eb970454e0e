import { expect, it } from 'vitest';
import {
  isMap,
  makeNode,
  nodesOf,
  parseGraph,
  pointwise,
  printGraph,
  rewriteGraph,
  usersOf,
  verifyGraph,
} from '../src/index.ts';
import { test } from './fast-check.ts';
import { graphs } from './random-graph.ts';

const graph = parseGraph(`graph %net (
  %0 = input : f32[N,1,2,2]
  %1 = dropout %0 {"rate":0.5} : f32[N,1,2,2]
  %2 = map %1 {"of":"max(x0, 0)"} : f32[N,1,2,2]
  %3 = map %2, %1 {"of":"add(x0, x1)"} : f32[N,1,2,2]
  return %3
)`);
const [input, dropout, relu, add] = graph.nodes;

test.prop(graphs, 'a graph in which nothing changes is the same object', (any) => {
  expect(rewriteGraph(any, (node) => node)).toBe(any);
});

it('removes a node by handing on its input, and shares what is untouched', () => {
  const rewritten = rewriteGraph(graph, (node) => (node.op === 'dropout' ? node.inputs[0]! : node));
  verifyGraph(rewritten);
  expect(rewritten.nodes.map(({ op }) => op)).toEqual(['input', 'map', 'map']);
  expect(rewritten.nodes[0]).toBe(input);
  expect(rewritten.nodes[2]!.inputs).toEqual([rewritten.nodes[1], input]);
  expect(graph.nodes).toHaveLength(4);
});

it('inserts what a replacement needs before it', () => {
  const rewritten = rewriteGraph(graph, (node, append) => {
    if (!isMap(node, pointwise.relu)) return node;
    const twice = append(makeNode('map', { of: pointwise.sum }, [node.inputs[0]!, node.inputs[0]!], node.origin));
    return makeNode('map', node.attributes, [twice], node.origin);
  });
  verifyGraph(rewritten);
  expect(rewritten.nodes.map(({ op }) => op)).toEqual(['input', 'dropout', 'map', 'map', 'map']);
});

it('replaces the output', () => {
  const rewritten = rewriteGraph(graph, (node) => (isMap(node, pointwise.sum) ? node.inputs[0]! : node));
  expect(rewritten.output).toBe(relu);
  expect(printGraph(rewritten)).toContain('return %2');
});

it('finds users and nodes of an operation', () => {
  expect(usersOf(graph).get(dropout!)).toEqual([relu, add]);
  expect(usersOf(graph).get(add!)).toEqual([]);
  expect(nodesOf(graph, 'dropout').map(({ attributes }) => attributes.rate)).toEqual([0.5]);
});
