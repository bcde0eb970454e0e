import { usersOf } from '@resnet-compile/ir';

/**
 * A network as an exporter hands it to a peer: a batch norm behind a convolution is folded into its filters and bias
 * (in float64), the values of parameters stand at the operations that read them.
 *
 * @typedef {{ shape: readonly number[], data: Float32Array }} Tensor
 * @typedef {{ id: string, op: string, inputs: readonly string[], shape: readonly (number | 'N')[], attributes: object, tensors: readonly Tensor[] }} Step
 * @param {import('@resnet-compile/ir').Graph} graph
 * @param {ReadonlyMap<string, Tensor>} state
 * @returns {readonly Step[]}
 */
export function foldBatchNorm(graph, state) {
  const users = usersOf(graph);
  const ids = new Map(graph.nodes.map((node, index) => [node, `v${index}`]));
  const tensorsOf = (node) => node.inputs.filter(isParameter).map(({ attributes }) => state.get(attributes.name));
  const step = (node, inputs, tensors, attributes = node.attributes) => ({
    id: ids.get(node),
    op: node.op,
    inputs: inputs.map((input) => ids.get(input)),
    shape: node.type.shape,
    attributes,
    tensors,
  });
  const foldable = (node) =>
    node.op === 'conv2d' && users.get(node).length === 1 && users.get(node)[0].op === 'batch_norm';

  return graph.nodes
    .filter((node) => !isParameter(node) && !foldable(node))
    .map((node) => {
      const activations = node.inputs.filter((input) => !isParameter(input));
      const [source] = activations;
      if (node.op === 'batch_norm' && foldable(source)) {
        return {
          ...step(
            node,
            [source.inputs[0]],
            fold(tensorsOf(source), tensorsOf(node), node.attributes.epsilon),
            source.attributes,
          ),
          op: 'conv2d',
        };
      }
      return step(node, activations, tensorsOf(node));
    });
}

const isParameter = ({ op }) => op === 'parameter';

/** @returns {readonly Tensor[]} filters and bias */
function fold([filters, bias], [gamma, beta, mean, variance], epsilon) {
  const channels = filters.shape[0];
  const scale = Float64Array.from(gamma.data, (value, channel) => value / Math.sqrt(variance.data[channel] + epsilon));
  const perChannel = filters.data.length / channels;
  return [
    { shape: filters.shape, data: filters.data.map((value, index) => value * scale[Math.floor(index / perChannel)]) },
    {
      shape: [channels],
      data: beta.data.map(
        (value, channel) => value + ((bias?.data[channel] ?? 0) - mean.data[channel]) * scale[channel],
      ),
    },
  ];
}
