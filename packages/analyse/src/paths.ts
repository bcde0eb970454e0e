/**
 * How many of the 2ⁿ paths through n residual blocks go through k of them, for each k from 0 to n, as a part of all: binomial
 * (Veit et al. 2016, §3.1).
 */
export function pathLengths(blocks: number): readonly number[] {
  const parts = [2 ** -blocks];
  for (let k = 1; k <= blocks; k++) parts.push(((parts[k - 1] ?? 0) * (blocks - k + 1)) / k);
  return parts;
}

/** A residual block by its gradients: from one by what it gives, of any batch, to one by what it reads. */
export interface BlockGradients {
  /** Through the body *F* alone. */
  readonly body: (gradient: Float32Array) => Promise<Float32Array>;
  /** Through the shortcut alone. */
  readonly shortcut: (gradient: Float32Array) => Promise<Float32Array>;
}

/**
 * The gradient that comes along one path: from behind the last block to before the first, through the bodies of the blocks in
 * `through`, and the shortcuts of all others (Veit et al. 2016, §5.1). The network by itself has the sum over all 2ⁿ paths.
 *
 * @param blocks in the order of the network
 * @param gradient by what the last block gives
 */
export async function alongPath(
  blocks: readonly BlockGradients[],
  through: ReadonlySet<number>,
  gradient: Float32Array,
): Promise<Float32Array> {
  let left = gradient;
  for (const [index, { body, shortcut }] of [...blocks.entries()].reverse())
    left = await (through.has(index) ? body : shortcut)(left);
  return left;
}

/** `count` of the numbers from 0 to `of` − 1, each choice as likely (Knuth, TAOCP 2, §3.4.2, algorithm S). */
export function someOf(count: number, of: number, random: () => number = Math.random): ReadonlySet<number> {
  const chosen = new Set<number>();
  for (let each = 0; each < of; each++) if ((of - each) * random() < count - chosen.size) chosen.add(each);
  return chosen;
}
