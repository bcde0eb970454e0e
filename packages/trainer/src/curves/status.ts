import type { Plan } from '../plan.ts';
import type { RunRecord } from '../records.ts';

/** Where a run is, in a sentence. */
export function statusOf(records: readonly RunRecord[], { steps }: Plan): string {
  const made = records.at(-1)?.step ?? 0;
  const tests = records.filter((record) => record.kind === 'evaluation');
  const last = tests.at(-1);
  const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;
  const best = tests.reduce<(typeof tests)[number] | undefined>(
    (best, test) => (best && best.top1 >= test.top1 ? best : test),
    undefined,
  );
  return `${made} of ${steps} steps${best && last ? `; ${percent(last.top1)} of the test images right, at best ${percent(best.top1)}, after step ${best.step}` : ''}.`;
}
