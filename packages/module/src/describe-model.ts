import { itemOf, multiplyAdds, type Graph, type KernelProgram, type Node } from '@resnet-compile/ir';
import type { ModelInfo, OutputInfo } from '@resnet-compile/plan';

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

/**
 * What a compiled module says of its network.
 *
 * @param explains the taps by which its program differentiates logits
 * @param differentiated what its training step differentiates the loss by besides parameters
 */
export function describeModel(
  graph: Graph,
  { parameters }: KernelProgram,
  explains: readonly string[] = [],
  differentiated: Graph['taps'] = [],
): ModelInfo {
  const outputs = [{ name: 'logits', node: graph.output }, ...graph.taps].map(infoOf);
  const input = inputOf(graph).type.shape.slice(1) as unknown as ModelInfo['input'];
  return {
    name: graph.name,
    input,
    classes: graph.output.type.shape[1] as number,
    ...(normalizes(graph) ? { normalizes: true } : {}),
    outputs,
    ...(explains.length ? { explains: outputs.flatMap(gradientOf(explains)) } : {}),
    ...(differentiated.length ? { gradients: differentiated.map(infoOf) } : {}),
    parameters,
    parameterCount: parameters.reduce(
      (sum, { kind, shape }) => (kind === 'parameter' ? sum + elements(shape) : sum),
      0,
    ),
    multiplyAdds: graph.nodes.reduce((sum, node) => sum + multiplyAdds(node), 0),
  };
}

const infoOf = ({ name, node }: Graph['taps'][number]): OutputInfo => ({
  name,
  shape: node.type.shape.slice(1) as number[],
});

const gradientOf =
  (explains: readonly string[]) =>
  ({ name, shape }: OutputInfo): readonly OutputInfo[] =>
    explains.includes(name) ? [{ name: `gradient ${name}`, shape }] : [];
