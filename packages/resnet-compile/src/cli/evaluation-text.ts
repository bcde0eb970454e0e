import { escapeControls } from '@resnet-compile/options';
import type { Evaluation } from '@resnet-compile/vision/evaluate';

/** Classes that are mistaken most, of many. */
const most = 20;

/** How many were right, in all and of each class, those of the least right first. */
export function evaluationText(evaluation: Evaluation): string {
  const { pictures, total, views, top1, top5, seconds } = evaluation;
  const share = (count: number): string => `${percent(count / pictures)} (${number(count)} of ${number(pictures)})`;
  const classes = evaluation.classes.map(({ label, takenFor = '', ...counts }) => ({
    ...counts,
    label: escapeControls(label),
    takenFor: escapeControls(takenFor),
  }));
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

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const number = (count: number): string => count.toLocaleString('en');
