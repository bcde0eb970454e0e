import { summarize } from './statistics.mjs';

const bytes = 2 ** 26;
const rounds = 20;

/** The machine's copy bandwidth on one core, in GB/s: bytes read and written, by a typed array's `set` on memory beyond the caches. */
export function copyBandwidth() {
  const [from, to] = [new Float32Array(bytes / 4).fill(1), new Float32Array(bytes / 4)];
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    to.set(from);
    return performance.now() - start;
  });
  return (2 * bytes) / summarize(times).median / 1e6;
}
