/**
 * Seconds that a sum over all ranks takes, in place: recursive halving of the vector and doubling back, as MPICH does for more than
 * 2 kB. Thakur, Rabenseifner and Gropp 2005, section 4.5; the additions are in the speed where that is measured.
 * @param {number} bytes of the vector
 * @param {{ latency: number, speed: number }} link seconds of a message, bytes a second
 */
export function sumTime(bytes, ranks, { latency, speed }) {
  return 2 * Math.ceil(Math.log2(ranks)) * latency + (2 * (ranks - 1) * bytes) / (ranks * speed);
}

/**
 * Seconds of a step: the shares' own time, then the sum of all gradients at once, as here; or overlapped, as PyTorch's
 * DistributedDataParallel does it (Li et al. 2020, section 3.2): gradients are ready from the last layer to the first, in buckets, and each
 * is summed while the backward pass goes on.
 * @param {{ compute: number, bytes: number, handOff?: number }} step seconds of a share's step without sums, bytes that are summed,
 * seconds in which those are handed to the program and back
 * @param {number} buckets 1: nothing overlaps
 */
export function stepTime({ compute, bytes, handOff = 0 }, ranks, link, buckets = 1) {
  if (ranks === 1) return compute;
  // A forward pass is a third of the multiply-adds, a backward pass two.
  const [forward, backward] = [compute / 3, (2 * compute) / 3];
  let summed = 0;
  for (let bucket = 1; bucket <= buckets; bucket++) {
    const ready = forward + (backward * bucket) / buckets;
    summed = Math.max(summed, ready) + sumTime(bytes / buckets, ranks, link);
  }
  return summed + handOff;
}
