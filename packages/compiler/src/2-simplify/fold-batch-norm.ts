import { makeNode, rewriteGraph, type Graph } from '@resnet-compile/ir';
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
        makeNode('batch_norm_scale', { epsilon: node.attributes.epsilon }, [gamma!, variance!], node.origin),
      );
      const shift = append(makeNode('batch_norm_shift', {}, [beta!, mean!, scale], node.origin));
      return makeNode('affine', {}, [x!, scale, shift], node.origin);
    }),
};
