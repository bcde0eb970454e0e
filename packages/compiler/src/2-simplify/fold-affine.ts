import {
  handedOn,
  isBatched,
  isMap,
  makeNode,
  pointwise,
  rewriteGraph,
  usersOf,
  type Graph,
  type Node,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/**
 * affine (conv2d x, w[, b]), s, t → conv2d x, s·w, s·b + t, of a dense layer likewise, and affine (affine x, s₁, t₁), s₂, t₂ → affine x, s₁·s₂,
 * t₁·s₂ + t₂; where nothing else reads the inner value, the caller included. Never the other way round: an affine map before a *padded*
 * convolution does not commute with its zeros.
 *
 * **Requires** fold-batch-norm. **Ensures** that no affine follows a convolution or a dense layer that it alone reads.
 */
export const foldAffine: Pass<Graph> = {
  name: 'fold-affine',
  summary: 'folds scale and shift into the convolution or dense layer before them',
  run: (graph) => {
    const users = usersOf(graph);
    const kept = handedOn(graph);
    return rewriteGraph(graph, (node, append, original) => {
      if (!isAffine(node)) return node;
      const [x, scale, shift] = node.inputs;
      const [inner] = original.inputs;
      if (!inner || users.get(inner)?.length !== 1 || kept.has(inner)) return node;
      const { origin } = node;
      if (x.op === 'conv2d' || x.op === 'dense') {
        const [input, filters, bias] = x.inputs;
        const scaled = append(makeNode('scale_filters', {}, [filters, scale], origin));
        const shifted = bias ? append(makeNode('map', { of: pointwise.affine }, [bias, scale, shift], origin)) : shift;
        const folded = [input, scaled, shifted] as const;
        return x.op === 'conv2d'
          ? makeNode('conv2d', x.attributes, folded, x.origin)
          : makeNode('dense', {}, folded, x.origin);
      }
      if (isAffine(x)) {
        const [input, innerScale, innerShift] = x.inputs;
        const product = append(makeNode('map', { of: pointwise.product }, [innerScale, scale], origin));
        const shifted = append(makeNode('map', { of: pointwise.affine }, [innerShift, scale, shift], origin));
        return makeNode('map', { of: pointwise.affine }, [input, product, shifted], origin);
      }
      return node;
    });
  },
};

/** x·s + t of a map and two vectors. */
const isAffine = (node: Node): node is Affine => isMap(node, pointwise.affine) && isBatched(node.type);
type Affine = Extract<Node, { op: 'map' }> & { readonly inputs: readonly [x: Node, scale: Node, shift: Node] };
