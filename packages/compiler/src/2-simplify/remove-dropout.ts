import { rewriteGraph, type Graph } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/** dropout x → x, since nothing is dropped in inference. */
export const removeDropout: Pass<Graph> = {
  name: 'remove-dropout',
  summary: 'drops dropout, which does nothing in inference',
  run: (graph) => rewriteGraph(graph, (node) => (node.op === 'dropout' ? node.inputs[0] : node)),
};
