import { isStatistic } from './lesion.ts';
import { tensorsOf, type State, type TensorInfo } from './state.ts';

/**
 * A state in which layers give what they read: for a network without shortcuts what `lesion` is for one with them (Veit et al. 2016, §4.1, takes
 * layers out of VGG). Filters become a 1 in the middle of their own channel; batch norms undo what they do, γ = √(σ² + ε), β = μ.
 * A ReLU between two such layers changes nothing, where what they read is not negative.
 *
 * @param parameters what the model says of its tensors, `model.parameters`
 * @param layers paths of convolutions and batch norms, or of what they lie in
 * @param epsilon of the batch norms
 * @throws {RangeError} for a path that nothing lies in, and for filters that cannot hand on what they read: of other outputs than
 * inputs, or of an even size.
 */
export function passThrough(
  state: State,
  parameters: readonly TensorInfo[],
  layers: readonly string[],
  epsilon = 1e-5,
): Record<string, Float32Array> {
  const shapes = new Map(parameters.map(({ name, shape }) => [name, shape]));
  const unchanged = (path: string, values: Float32Array): Float32Array => {
    const owner = path.slice(0, path.lastIndexOf('.'));
    const [mean, variance] = [state[`${owner}.running_mean`], state[`${owner}.running_var`]];
    if (isStatistic(path)) return values;
    if (mean && variance) return path.endsWith('.weight') ? variance.map((each) => Math.sqrt(each + epsilon)) : mean;
    return path.endsWith('.bias') ? new Float32Array(values.length) : identityFilters(path, shapes.get(path) ?? []);
  };
  const changed = layers.flatMap((layer) =>
    Array.from(tensorsOf(state, layer), ([name, values]) => [
      `${layer}.${name}`,
      unchanged(`${layer}.${name}`, values),
    ]),
  );
  return { ...state, ...(Object.fromEntries(changed) as Record<string, Float32Array>) };
}

/** 1 in the middle of each channel's own map. */
function identityFilters(
  path: string,
  [outputs = 0, inputs = 0, height = 0, width = 0]: readonly number[],
): Float32Array {
  if (outputs !== inputs || height % 2 === 0 || width % 2 === 0)
    throw new RangeError(
      `${path} is ${outputs}×${inputs}×${height}×${width}; expected filters of an odd size, with as many outputs as inputs`,
    );
  const filters = new Float32Array(outputs * inputs * height * width);
  for (let channel = 0; channel < outputs; channel++)
    filters[(channel * inputs + channel) * height * width + (height * width - 1) / 2] = 1;
  return filters;
}
