import { makeNode, rewriteGraph, type Graph } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/**
 * conv2d (pad x), w → conv2d x, w with as much more padding on each side, where zeros are padded: a convolution pads with
 * the same zeros. So TensorFlow's explicit padding costs nothing. A pool does not: zeros may be its largest pixels.
 */
export const foldPad: Pass<Graph> = {
  name: 'fold-pad',
  summary: 'pads with zeros within the convolution that follows',
  run: (graph) =>
    rewriteGraph(graph, (node) => {
      if (node.op !== 'conv2d') return node;
      const [padded, filters, ...bias] = node.inputs;
      if (padded.op !== 'pad' || padded.attributes.mode !== 'zeros') return node;
      const [top, right, bottom, left] = padded.attributes.sides;
      const [above, beyond, below, before] = node.attributes.padding;
      const padding = [top + above, right + beyond, bottom + below, left + before] as const;
      return makeNode('conv2d', { ...node.attributes, padding }, [padded.inputs[0], filters, ...bias], node.origin);
    }),
};
