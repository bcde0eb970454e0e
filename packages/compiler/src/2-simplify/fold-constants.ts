import {
  compileScalar,
  elementsPerImage,
  isMap,
  makeConstant,
  pointwise,
  repeatedValues,
  rewriteGraph,
  type Graph,
  type Node,
  itemOf,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

const isConstant = (node: Node): node is Extract<Node, { op: 'constant' }> => node.op === 'constant';

/**
 * map of constants → their value; x·1 + 0 → x.
 */
export const foldConstants: Pass<Graph> = {
  name: 'fold-constants',
  summary: 'evaluates what depends on constants alone',
  run: (graph) =>
    rewriteGraph(graph, (node) => {
      if (node.op === 'map' && node.inputs.every(isConstant)) {
        const evaluate = compileScalar(node.attributes.of);
        const values = node.inputs
          .filter(isConstant)
          .map(({ attributes, type }) => repeatedValues(attributes.values, elementsPerImage(type)));
        return makeConstant(
          Array.from({ length: elementsPerImage(node.type) }, (_, index) =>
            evaluate(values.map((each) => itemOf(each, index))),
          ),
          node.type,
          node.origin,
        );
      }
      const [x, scale, shift] = node.inputs;
      const isIdentity =
        isMap(node, pointwise.affine) && scale && isFilledWith(scale, 1) && shift && isFilledWith(shift, 0);
      return isIdentity && x ? x : node;
    }),
};

const isFilledWith = (node: Node, value: number): boolean =>
  isConstant(node) && node.attributes.values.every((each) => each === value);
