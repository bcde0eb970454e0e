import { crc32c } from '../crc32c.ts';
import type { TrainableNetwork } from '../network.ts';
import { UnevenError } from './make-step.ts';
import type { Ranks } from './ranks.ts';

/**
 * Compares the checksums of all ranks' parameters and running statistics.
 * @throws {UnevenError} that names the ranks that differ from most, and where.
 */
export async function expectEqualWeights(ranks: Ranks, network: TrainableNetwork, step: number): Promise<void> {
  if (ranks.ranks === 1) return;
  const sums = Object.entries(await network.stateDict()).map(
    ([name, { buffer, byteOffset, byteLength }]) =>
      [name, crc32c(new Uint8Array(buffer, byteOffset, byteLength))] as const,
  );
  const all = (await ranks.exchange(sums)).map((each) => new Map(each));
  const keys = all.map((each) => JSON.stringify([...each]));
  const timesOf = (key: string): number => keys.filter((other) => other === key).length;
  const usual = keys.reduce((most, key) => (timesOf(key) > timesOf(most) ? key : most));
  const of = keys.indexOf(usual);
  const others = keys.flatMap((key, rank) => (key === usual ? [] : [rank]));
  const [first] = others;
  if (first === undefined) return;
  const names = [...(all[of] ?? [])].flatMap(([name, sum]) => (all[first]?.get(name) === sum ? [] : [name]));
  throw new UnevenError(
    `after step ${step}, rank${others.length > 1 ? 's' : ''} ${others.join(', ')} ${others.length > 1 ? 'have' : 'has'} other weights than rank ${of}: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}. ` +
      'Every rank is to run the same program on the same versions, and to change no weights besides',
  );
}
