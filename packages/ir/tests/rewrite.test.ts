import { expect, it } from 'vitest';
import { makeNode, nodesOf, parseGraph, printGraph, rewriteGraph, usersOf, verifyGraph } from '../src/index.ts';
import { test } from './fast-check.ts';
import { graphs } from './random-graph.ts';

const graph = parseGraph(`graph %net (
  %0 = input : f32[N,1,2,2]
  %1 = dropout %0 {"rate":0.5} : f32[N,1,2,2]
  %2 = relu %1 : f32[N,1,2,2]
  %3 = add %2, %1 : f32[N,1,2,2]
  return %3
)`);
const [input, dropout, relu, add] = graph.nodes;

test.prop(graphs, 'a graph in which nothing changes is the same object', (any) => {
  expect(rewriteGraph(any, (node) => node)).toBe(any);
});

it('removes a node by handing on its input, and shares what is untouched', () => {
  const rewritten = rewriteGraph(graph, (node) => (node.op === 'dropout' ? node.inputs[0]! : node));
  verifyGraph(rewritten);
  expect(rewritten.nodes.map(({ op }) => op)).toEqual(['input', 'relu', 'add']);
  expect(rewritten.nodes[0]).toBe(input);
  expect(rewritten.nodes[2]!.inputs).toEqual([rewritten.nodes[1], input]);
  expect(graph.nodes).toHaveLength(4);
});

it('inserts what a replacement needs before it', () => {
  const rewritten = rewriteGraph(graph, (node, append) => {
    if (node.op !== 'relu') return node;
    const twice = append(makeNode('add', {}, [node.inputs[0]!, node.inputs[0]!], node.origin));
    return makeNode('relu', {}, [twice], node.origin);
  });
  verifyGraph(rewritten);
  expect(rewritten.nodes.map(({ op }) => op)).toEqual(['input', 'dropout', 'add', 'relu', 'add']);
});

it('replaces the output', () => {
  const rewritten = rewriteGraph(graph, (node) => (node.op === 'add' ? node.inputs[0]! : node));
  expect(rewritten.output).toBe(relu);
  expect(printGraph(rewritten)).toContain('return %2');
});

it('finds users and nodes of an operation', () => {
  expect(usersOf(graph).get(dropout!)).toEqual([relu, add]);
  expect(usersOf(graph).get(add!)).toEqual([]);
  expect(nodesOf(graph, 'dropout').map(({ attributes }) => attributes.rate)).toEqual([0.5]);
});
