import { itemOf, multiplyAdds, type Graph, type KernelProgram, type Node } from '@resnet-compile/ir';
import type { ModelInfo } from '@resnet-compile/plan';

const elements = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

const inputOf = ({ nodes }: Graph): Node =>
  itemOf(
    nodes.filter(({ op }) => op === 'input'),
    0,
  );

/** Whether what the images go through first is a scale and a shift that are no parameters: the layer `normalize`. */
const normalizes = ({ nodes }: Graph): boolean =>
  nodes.some(({ op, inputs: [x, ...constants] }) => {
    const isOfImages = op === 'map' && x?.op === 'input';
    return isOfImages && constants.length > 0 && constants.every((each) => each?.op === 'constant');
  });

/** What a compiled module says of its network. */
export function describeModel(graph: Graph, { parameters }: KernelProgram): ModelInfo {
  const input = inputOf(graph).type.shape.slice(1) as unknown as ModelInfo['input'];
  return {
    name: graph.name,
    input,
    classes: graph.output.type.shape[1] as number,
    ...(normalizes(graph) ? { normalizes: true } : {}),
    outputs: [{ name: 'logits', node: graph.output }, ...graph.taps].map(({ name, node }) => ({
      name,
      shape: node.type.shape.slice(1) as number[],
    })),
    parameters,
    parameterCount: parameters.reduce(
      (sum, { kind, shape }) => (kind === 'parameter' ? sum + elements(shape) : sum),
      0,
    ),
    multiplyAdds: graph.nodes.reduce((sum, node) => sum + multiplyAdds(node), 0),
  };
}
