import { makeNode, rewriteGraph, type Graph } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/**
 * batch_norm x, γ, β, μ, σ² → batch_normalize x, μ, σ², γ, β: inference that folds nothing into filters, so that it reads
 * the parameters just as a training step has left them.
 */
export const useRunningStatistics: Pass<Graph> = {
  name: 'use-running-statistics',
  summary: 'normalises by the running statistics, without folding them into filters',
  run: (graph) =>
    rewriteGraph(graph, (node) => {
      if (node.op !== 'batch_norm') return node;
      const {
        inputs: [x, gamma, beta, mean, variance],
        attributes: { epsilon },
        origin,
      } = node;
      return makeNode('batch_normalize', { epsilon }, [x, mean, variance, gamma, beta], origin);
    }),
};
