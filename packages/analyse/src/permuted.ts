import { type State, tensorsOf } from './state.ts';

/**
 * A state in which blocks stand in another order: at the place of `blocks[i]` stands what stood at `blocks[order[i]]` (Veit et al. 2016,
 * §4.3), its running statistics included.
 *
 * @param blocks paths of blocks of one stage, which have the same tensors
 * @param order a permutation of 0 to `blocks.length` − 1
 * @throws {RangeError} for a path that nothing lies in, for what is no permutation, and for blocks of other tensors.
 */
export function permuted(
  state: State,
  blocks: readonly string[],
  order: readonly number[],
): Record<string, Float32Array> {
  if (order.length !== blocks.length || blocks.some((_, index) => !order.includes(index)))
    throw new RangeError(`the order is ${order.join(', ')}; expected each of 0 to ${blocks.length - 1} once`);
  const changed = blocks.flatMap((block, index) => {
    const from = blocks[order[index] ?? 0] ?? '';
    const [own, others] = [tensorsOf(state, block), tensorsOf(state, from)];
    const differs = [...own, ...others].find(([name]) => own.get(name)?.length !== others.get(name)?.length);
    if (differs) throw new RangeError(`${block} and ${from} cannot change places: their ${differs[0]} differ`);
    return Array.from(others, ([name, values]) => [`${block}.${name}`, values] as const);
  });
  return { ...state, ...Object.fromEntries(changed) };
}
