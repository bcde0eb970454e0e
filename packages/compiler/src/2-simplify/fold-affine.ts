import { makeConstant, makeNode, rewriteGraph, tensorType, usersOf, type Graph, type Node } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/**
 * affine (conv2d x, w[, b]), s, t → conv2d x, s·w, s·b + t, and affine (affine x, s₁, t₁), s₂, t₂ → affine x, s₁·s₂,
 * t₁·s₂ + t₂; where nothing else reads the inner value. Never the other way round: an affine map before a *padded*
 * convolution does not commute with its zeros.
 *
 * **Requires** fold-batch-norm. **Ensures** that no affine follows a convolution that it alone reads.
 */
export const foldAffine: Pass<Graph> = {
  name: 'fold-affine',
  summary: 'folds scale and shift into the convolution before them',
  run: (graph) => {
    const users = usersOf(graph);
    return rewriteGraph(graph, (node, append, original) => {
      if (node.op !== 'affine') return node;
      const [x, scale, shift] = node.inputs as readonly [Node, Node, Node];
      const inner = original.inputs[0]!;
      if (users.get(inner)!.length > 1 || inner === graph.output) return node;
      const { origin } = node;
      if (x.op === 'conv2d') {
        const [input, filters, bias] = x.inputs;
        const scaled = append(makeNode('scale_filters', {}, [filters!, scale], origin));
        const shifted = bias ? append(makeNode('multiply_add', {}, [bias, scale, shift], origin)) : shift;
        return makeNode('conv2d', x.attributes, [input!, scaled, shifted], x.origin);
      }
      if (x.op === 'affine') {
        const [input, innerScale, innerShift] = x.inputs as readonly [Node, Node, Node];
        const channels = scale.type.shape[0] as number;
        const zero = append(
          makeConstant(
            Array.from({ length: channels }, () => 0),
            tensorType(channels),
            origin,
          ),
        );
        const product = append(makeNode('multiply_add', {}, [innerScale, scale, zero], origin));
        return makeNode(
          'affine',
          {},
          [input, product, append(makeNode('multiply_add', {}, [innerShift, scale, shift], origin))],
          origin,
        );
      }
      return node;
    });
  },
};
