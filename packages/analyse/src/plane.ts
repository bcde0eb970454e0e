import { norm } from './norms.ts';
import { standardNormal } from './random.ts';
import type { State, TensorInfo } from './state.ts';

/**
 * A random direction from a state, whose filters are as long as the state's: for each filter, ‖d‖ = ‖θ‖ (Li et al. 2018, §4). Filters
 * are what makes one output, of convolutions and dense layers; what has one dimension, as norms and biases, stays as it is, and
 * running statistics too, as in the authors' `--xnorm filter --xignore biasbn --dir_type weights`.
 *
 * @param parameters what the model says of its tensors, `model.parameters`
 * @param random uniform on [0, 1)
 * @returns zeros for what stays as it is
 */
export const filterNormalized = (
  state: State,
  parameters: readonly TensorInfo[],
  random: () => number = Math.random,
): Record<string, Float32Array> =>
  Object.fromEntries(
    parameters.map(({ name, shape }) => {
      const values = state[name] ?? new Float32Array(0);
      if (shape.length < 2) return [name, new Float32Array(values.length)];
      const direction = Float32Array.from(values, () => standardNormal(random));
      const size = values.length / (shape[0] ?? 1);
      for (let first = 0; first < values.length; first += size) {
        const [own, theirs] = [direction, values].map((each) => norm(each.subarray(first, first + size)));
        // The authors' constant, where a filter is 0.
        const factor = (theirs ?? 0) / ((own ?? 0) + 1e-10);
        for (let i = first; i < first + size; i++) direction[i] = (direction[i] ?? 0) * factor;
      }
      return [name, direction];
    }),
  );

/** The state θ + a·d₁ + b·d₂ + …: a point on the plane that two directions span. Names that a direction has not stay as they are. */
export const pointAt = (
  state: State,
  directions: readonly State[],
  coordinates: readonly number[],
): Record<string, Float32Array> =>
  Object.fromEntries(
    Object.entries(state).map(([name, values]) => [
      name,
      values.map((value, i) =>
        directions.reduce(
          (sum, direction, axis) => sum + (coordinates[axis] ?? 0) * (direction[name]?.[i] ?? 0),
          value,
        ),
      ),
    ]),
  );
