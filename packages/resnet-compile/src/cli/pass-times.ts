import type { StageRecord } from '@resnet-compile/driver';

/** The mode that a pass was run for, and the target, where there is one already. */
export const stageName = ({ mode, target }: Pick<StageRecord, 'mode' | 'target'>): string =>
  target === undefined ? mode : `${mode}, ${target}`;

/** Milliseconds of each stage in all, and of each of its passes by itself; which had nothing to do. */
export function passTimes(records: readonly StageRecord[]): string {
  const rows: (readonly string[])[] = [];
  for (const stage of new Set(records.map(stageName))) {
    const own = records.filter((record) => stageName(record) === stage);
    rows.push([took(own), '', stage, '']);
    for (const name of new Set(own.map(({ pass }) => pass.name))) {
      const runs = own.filter(({ pass }) => pass.name === name);
      const [first] = runs;
      const unchanged = runs.every(({ input, output }) => input === output);
      rows.push(['', took(runs), `  ${name}`, `${unchanged ? 'unchanged; ' : ''}${first?.pass.summary ?? ''}`]);
    }
  }
  rows.push([took(records), '', 'all passes', '']);
  const width = Math.max(...rows.map(([, , name = '']) => name.length));
  const line = ([total = '', self = '', name = '', summary = '']: readonly string[]): string =>
    `${total.padStart(10)} ${self.padStart(10)}  ${name.padEnd(width)}  ${summary}`.trimEnd();
  return `${[['total, ms', 'self, ms', 'pass', 'what it does'], ...rows].map(line).join('\n')}\n`;
}

const took = (records: readonly StageRecord[]): string =>
  records.reduce((sum, { milliseconds }) => sum + milliseconds, 0).toFixed(2);
