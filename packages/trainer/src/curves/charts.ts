import type { RunRecord, StepRecord } from '../records.ts';

/** A line of a chart; x rises. */
export interface Series {
  /** In the legend. */
  readonly name: string;
  /** In order of x. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A chart of several lines over one axis. */
export interface Chart {
  /** What y is. */
  readonly title: string;
  /** What x is. */
  readonly x: string;
  /** Its lines. */
  readonly series: readonly Series[];
}

/** Points to which a run's steps are reduced, so that a page of a long run stays small. */
const most = 500;

/** The means of equally long pieces, each at its last step. */
export function stepSeries(name: string, records: readonly RunRecord[], value: (record: StepRecord) => number): Series {
  const steps = records.filter((record) => record.kind === 'step');
  const length = Math.ceil(steps.length / most);
  const points: [number, number][] = [];
  for (let start = 0; start < steps.length; start += length) {
    const piece = steps.slice(start, start + length);
    const last = piece.at(-1);
    if (last) points.push([last.step, piece.reduce((sum, record) => sum + value(record), 0) / piece.length]);
  }
  return { name, points };
}

/** Loss, error and learning rate of one run. */
export function runCharts(records: readonly RunRecord[]): readonly Chart[] {
  const tests = records.filter((record) => record.kind === 'evaluation');
  const test = (name: string, value: (record: (typeof tests)[number]) => number): readonly Series[] =>
    tests.length ? [{ name, points: tests.map((record) => [record.step, value(record)]) }] : [];
  return [
    {
      title: 'Loss',
      x: 'step',
      series: [stepSeries('training', records, ({ loss }) => loss), ...test('test', ({ loss }) => loss)],
    },
    {
      title: 'Error, %',
      x: 'step',
      series: [
        stepSeries('training', records, ({ accuracy }) => 100 * (1 - accuracy)),
        ...test('test, top-1', ({ top1 }) => 100 * (1 - top1)),
        ...test('test, top-5', ({ top5 }) => 100 * (1 - top5)),
      ],
    },
    {
      title: 'Learning rate',
      x: 'step',
      series: [stepSeries('learning rate', records, ({ learningRate }) => learningRate)],
    },
  ];
}
