import { productName, type Product, type Schedule } from '@resnet-compile/compiler';

/** A product, and how long it takes by each of its schedules. */
export interface MeasuredProduct {
  readonly product: Product;
  readonly times: readonly ScheduleTime[];
}

export interface ScheduleTime {
  readonly schedule: Schedule;
  readonly milliseconds: number;
}

export const fastest = ({ times }: MeasuredProduct): ScheduleTime =>
  times.reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));

/** A line for people. */
export function describeMeasured(measured: MeasuredProduct): string {
  const { schedule, milliseconds } = fastest(measured);
  const slowest = Math.max(...measured.times.map((time) => time.milliseconds));
  return `${productName(measured.product)}: ${describe(schedule)}, ${milliseconds.toFixed(2)} ms; the slowest of ${measured.times.length} took ${slowest.toFixed(2)} ms`;
}

const describe = ({ winograd, workgroup, tile }: Schedule): string =>
  `${winograd === undefined ? 'direct' : `Winograd F(${winograd}×${winograd}, 3×3)`}, tile of ${tile.pixels}×${tile.channels}${workgroup ? ', in workgroup memory' : ''}`;

/** What was measured for a target; `flags`: with which a build has a program for it. */
export interface Tuned {
  readonly target: string;
  readonly products: readonly MeasuredProduct[];
  readonly flags?: string;
}
