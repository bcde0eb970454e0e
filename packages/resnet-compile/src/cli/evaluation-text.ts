import { escapeControls } from '@resnet-compile/options';
import type { Evaluation } from '@resnet-compile/vision/evaluate';

/** Classes that are mistaken most, of many. */
const most = 20;

/** How many were right, in all and of each class, those of the least right first. */
export function evaluationText(evaluation: Evaluation): string {
  const { pictures, total, views, top1, top5, seconds } = evaluation;
  const share = (count: number): string => `${percent(count / pictures)} (${number(count)} of ${number(pictures)})`;
  const classes = classesOf(evaluation);
  const longest = Math.min(40, Math.max(...classes.map(({ label }) => label.length)));
  return [
    ...(pictures < total ? [`stopped after ${number(pictures)} of ${number(total)} pictures`] : []),
    `top-1  ${share(top1)}`,
    `top-5  ${share(top5)}`,
    `${number(pictures)} pictures, ${views} ${views === 1 ? 'view' : 'views'} of each, in ${seconds.toFixed(1)} s`,
    '',
    ...classes
      .slice(0, most)
      .map(({ label, count, right, takenFor }) =>
        `  ${percent(right / count).padStart(8)}  ${label.slice(0, longest).padEnd(longest)}${takenFor ? `  taken for ${takenFor}` : ''}`.trimEnd(),
      ),
    ...(classes.length > most ? [`  and ${classes.length - most} classes that are known better`] : []),
    '',
  ].join('\n');
}

/** Of a class that there are pictures of. */
export interface ClassResult {
  readonly label: string;
  readonly count: number;
  readonly right: number;
  /** What it is mistaken for most. */
  readonly takenFor: string | undefined;
}

/** The least right first. */
export function classesOf({ labels, confusion }: Evaluation): readonly ClassResult[] {
  const all = labels.map((label, own): ClassResult => {
    const row = [...confusion.subarray(own * labels.length, (own + 1) * labels.length)];
    const others = row.map((count, at) => (at === own ? 0 : count));
    const worst = Math.max(...others);
    return {
      label: escapeControls(label),
      count: row.reduce((sum, each) => sum + each, 0),
      right: row[own] ?? 0,
      takenFor: worst > 0 ? escapeControls(labels[others.indexOf(worst)] ?? '') : undefined,
    };
  });
  return all.filter(({ count }) => count > 0).toSorted((a, b) => a.right / a.count - b.right / b.count);
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const number = (count: number): string => count.toLocaleString('en');
