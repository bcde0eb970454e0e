import { makeConstant, rewriteGraph, type Graph, type Node } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

const isConstant = (node: Node): node is Extract<Node, { op: 'constant' }> => node.op === 'constant';

/**
 * multiply_add of constants → their value; affine x, 1, 0 → x.
 */
export const foldConstants: Pass<Graph> = {
  name: 'fold-constants',
  summary: 'evaluates what depends on constants alone',
  run: (graph) =>
    rewriteGraph(graph, (node) => {
      if (node.op === 'multiply_add' && node.inputs.every(isConstant)) {
        const [a, b, c] = node.inputs.map((input) => (input as Extract<Node, { op: 'constant' }>).attributes.values);
        return makeConstant(
          a!.map((value, index) => value * b![index]! + c![index]!),
          node.type,
          node.origin,
        );
      }
      if (node.op === 'affine' && isFilledWith(node.inputs[1]!, 1) && isFilledWith(node.inputs[2]!, 0))
        return node.inputs[0]!;
      return node;
    }),
};

const isFilledWith = (node: Node, value: number): boolean =>
  isConstant(node) && node.attributes.values.every((each) => each === value);
