import { nodesOf, type Graph, type Node, type NodeOf } from '@resnet-compile/ir';

/** What lies between the input and a first convolution: a padding, a normalisation. Neither has parameters, nor mixes channels. */
const isInput = (node: Node): boolean => {
  const [first, ...others] = node.inputs;
  return node.op === 'input' || (!!first && others.every(({ op }) => op === 'constant') && isInput(first));
};

/** The filters that read the network's input: those of its first convolution, or of several that stand side by side. */
export const firstFilters = (graph: Graph): readonly { readonly name: string; readonly groups: number }[] =>
  nodesOf(graph, 'conv2d').flatMap(({ inputs: [x, weight], attributes: { groups } }) => {
    const own = weight.op === 'standardize_filters' ? weight.inputs[0] : weight;
    return own.op === 'parameter' && isInput(x) ? [{ name: (own as NodeOf<'parameter'>).attributes.name, groups }] : [];
  });
