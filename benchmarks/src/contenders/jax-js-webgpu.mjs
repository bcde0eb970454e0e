import { foldBatchNorm } from '../fold-batch-norm.mjs';
import { graphOf, inputShape, stateOf } from '../networks.mjs';
import { useWebGpu } from '../webgpu/device.mjs';

/**
 * jax-js, the whole network as one function under `jit`, on N×C×H×W. An operation consumes what it reads; `ref` keeps it.
 * @type {import('../calls.mjs').LoadContender}
 */
export async function load({ network, images, batch }) {
  await useWebGpu();
  const { defaultDevice, init, jit, lax, nn, numpy } = await import('@jax-js/jax');
  if (!(await init('webgpu')).includes('webgpu')) throw new Error('jax-js has no webgpu backend here');
  defaultDevice('webgpu');
  const graph = graphOf(network);
  const steps = foldBatchNorm(graph, stateOf(graph));
  const arrayOf = ({ shape, data }) => numpy.array(data, { shape: [...shape] });
  const weights = Object.fromEntries(steps.map(({ id, tensors }) => [id, tensors.map(arrayOf)]));
  const apply = operations(lax, nn, numpy);
  const forward = jit((input, parameters) => {
    const values = new Map([[steps[0].id, input]]);
    for (const step of steps.slice(1)) {
      values.set(
        step.id,
        apply[step.op](
          step,
          step.inputs.map((id) => values.get(id).ref),
          parameters[step.id],
        ),
      );
    }
    return values.get(steps.at(-1).id);
  });
  const input = numpy.array(images, { shape: [batch, ...inputShape(graph)] });
  const shared = () =>
    Object.fromEntries(Object.entries(weights).map(([id, arrays]) => [id, arrays.map((array) => array.ref)]));
  return async () => forward(input.ref, shared()).data();
}

function operations(lax, nn, numpy) {
  const pads = ({ padding }) => padding.map((pixels) => [pixels, pixels]);
  const perChannel = (bias) => bias.reshape([1, bias.shape[0], 1, 1]);
  return {
    conv2d({ attributes }, [x], [filters, bias]) {
      const result = lax.convGeneralDilated(x, filters, [...attributes.stride], pads(attributes), {
        featureGroupCount: attributes.groups,
      });
      return bias ? result.add(perChannel(bias)) : result;
    },
    relu: (_, [x]) => nn.relu(x),
    add: (_, [a, b]) => a.add(b),
    // Windows of a ReLU's results: zeros around them change nothing.
    max_pool: ({ attributes }, [x]) =>
      lax.reduceWindow(
        numpy.pad(x, [[0, 0], [0, 0], ...pads(attributes)]),
        numpy.max,
        [1, 1, ...attributes.kernel],
        [1, 1, ...attributes.stride],
      ),
    global_average_pool: (_, [x]) => numpy.mean(x, [2, 3]),
    flatten: (_, [x]) => x.reshape([x.shape[0], -1]),
    dense: (_, [x], [matrix, bias]) => numpy.matmul(x.reshape([x.shape[0], -1]), matrix.transpose()).add(bias),
  };
}
