import { makeNode, pointwise, rewriteGraph, type Graph, type GraphResult, type Node } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/**
 * batch_norm x, γ, β, μ, σ² → batch_normalize x, mean(x), variance(x), γ, β, and the running statistics' new values as
 * results: (1 − momentum)·old + momentum·new, with the unbiased variance, as in PyTorch. Where a batch norm is shared, one
 * update follows the other. Where the statistics are frozen → (x − μ)·s + β with s = γ/√(σ²+ε), from which γ and β may be
 * trained still; not x·s + t, whose gradient by γ would be a difference of large sums.
 */
export const useBatchStatistics: Pass<Graph> = {
  name: 'use-batch-statistics',
  summary: 'normalises by the statistics of the batch and updates the running ones, but where these are frozen',
  run: (graph) => {
    const recentOf = new Map<string, Node>();
    const rewritten = rewriteGraph(graph, (node, append) => {
      if (node.op !== 'batch_norm') return node;
      const {
        inputs: [x, gamma, beta, runningMean, runningVariance],
        attributes: { epsilon, momentum },
        origin,
      } = node;
      if (isFrozen(runningMean) && isFrozen(runningVariance)) {
        const scaleOf = pointwise.batchNormScale(epsilon);
        const scale = append(makeNode('map', { of: scaleOf }, [gamma, runningVariance], origin));
        return makeNode('map', { of: pointwise.normalized }, [x, runningMean, scale, beta], origin);
      }
      const mean = append(makeNode('batch_mean', {}, [x], origin));
      const variance = append(makeNode('batch_variance', {}, [x, mean], origin));
      const average = (old: Node, recent: Node, unbiased: boolean): void => {
        const name = `statistic ${(old as Extract<Node, { op: 'parameter' }>).attributes.name}`;
        const before = recentOf.get(name) ?? old;
        recentOf.set(name, append(makeNode('running_average', { momentum, unbiased }, [before, recent, x], origin)));
      };
      average(runningMean, mean, false);
      average(runningVariance, variance, true);
      return makeNode('batch_normalize', { epsilon }, [x, mean, variance, gamma, beta], origin);
    });
    const results = Array.from(recentOf, ([name, node]): GraphResult => ({ name, node }));
    return results.length ? { ...rewritten, results: [...rewritten.results, ...results] } : rewritten;
  },
};

const isFrozen = (node: Node): boolean => node.op === 'parameter' && node.attributes.frozen === true;
