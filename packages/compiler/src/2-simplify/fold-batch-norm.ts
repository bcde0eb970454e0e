import { makeNode, pointwise, rewriteGraph, type Graph } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/**
 * batch_norm x, γ, β, μ, σ² → affine x, s, t with s = γ/√(σ²+ε), t = β − μ·s: in inference the statistics are
 * parameters, so that s and t are computed once per state.
 */
export const foldBatchNorm: Pass<Graph> = {
  name: 'fold-batch-norm',
  summary: 'turns batch norm with running statistics into one scale and shift per channel',
  run: (graph) =>
    rewriteGraph(graph, (node, append) => {
      if (node.op !== 'batch_norm') return node;
      const [x, gamma, beta, mean, variance] = node.inputs;
      const scale = append(
        makeNode('map', { of: pointwise.batchNormScale(node.attributes.epsilon) }, [gamma, variance], node.origin),
      );
      const shift = append(makeNode('map', { of: pointwise.batchNormShift }, [beta, mean, scale], node.origin));
      return makeNode('map', { of: pointwise.affine }, [x, scale, shift], node.origin);
    }),
};
