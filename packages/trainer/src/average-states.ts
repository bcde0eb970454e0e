import { checkValue, isList, kind } from '@resnet-compile/options';

/** Parameters and running statistics by name, as `stateDict()` of a network gives and `loadStateDict` takes. */
export type NetworkState = Readonly<Record<string, Float32Array>>;

const stateList = kind(
  'a list of what stateDict() of networks gives, of one at least',
  (value) => isList(value) && value.length > 0,
);
const weightList = (count: number) =>
  kind(
    `a list of ${count} numbers of at least 0, one for each state, of which one is not 0`,
    (value) =>
      isList(value) &&
      value.length === count &&
      Array.from(value).every((each) => typeof each === 'number' && each >= 0 && each < Infinity) &&
      Array.from(value).some((each) => each !== 0),
  );

/**
 * The mean of networks that were trained apart, Σ wᵢ·stateᵢ / Σ wᵢ, value by value: federated averaging, with the number of images
 * that each was trained on as its weight (McMahan et al. 2017, algorithm 1). Added in float64 in the order of the list, and
 * rounded once, so that the same list gives the same bits. Running statistics are averaged alike.
 * @param weights of each state; equal ones where there are none.
 * @throws {TypeError} where states have other names or lengths, or there is not a weight for each.
 */
export function average(
  states: readonly NetworkState[],
  weights: readonly number[] = states.map(() => 1),
): Record<string, Float32Array> {
  checkValue('average: states', states, stateList);
  checkValue('average: weights', weights, weightList(states.length));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const [first = {}, ...others] = states;
  for (const [index, other] of others.entries()) expectAlike(first, other, index + 1);
  return Object.fromEntries(
    Object.entries(first).map(([name, { length }]) => {
      const sums = new Float64Array(length);
      for (const [index, state] of states.entries()) {
        const weight = (weights[index] ?? 0) / whole;
        state[name]?.forEach((value, i) => (sums[i] = (sums[i] ?? 0) + weight * value));
      }
      return [name, Float32Array.from(sums)];
    }),
  );
}

function expectAlike(first: NetworkState, other: NetworkState, index: number): void {
  const names = new Set([...Object.keys(first), ...Object.keys(other)]);
  for (const name of names) {
    const [expected, found] = [first[name]?.length, other[name]?.length];
    if (expected !== found)
      throw new TypeError(
        `average: ${name} has ${expected ?? 'no'} values in state 0 and ${found ?? 'no'} in state ${index}; expected states of one network`,
      );
  }
}
