import type { Plan } from '../plan.ts';
import { differences, type RunSetting } from '../run-setting.ts';
import type { Ranks } from './ranks.ts';

/** @throws {TypeError} where ranks have other data, options or networks, naming the first one and what differs. */
export async function expectEqualRuns(ranks: Ranks, plan: Plan, { rates, ...setting }: RunSetting): Promise<void> {
  if (ranks.ranks === 1) return;
  const own = { ...setting, rates, training: { ...setting.training, ...plan, rates: rates.join(' ') } };
  const [first = own, ...others] = await ranks.exchange<RunSetting>(own);
  for (const [index, other] of others.entries()) {
    const found = differences(first, other);
    if (found.length)
      throw new TypeError(
        `train: rank 0 has ${found.join('; ').replaceAll(', this one has ', `, rank ${index + 1} has `)}; expected the same program, options and data on every rank`,
      );
  }
}
