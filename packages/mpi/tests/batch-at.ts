import type { Batch } from '@resnet-compile/trainer';
import ddp from './fixtures/ddp.json' with { type: 'json' };

export { ddp };

/** What train-rank.ts is told. */
export interface RankOptions {
  readonly steps: number;
  readonly perEpoch: number;
  readonly out?: string;
  /** Weights to begin with; else each rank has random ones of its own. */
  readonly initial?: Readonly<Record<string, readonly number[]>>;
  /** Has the ranks come late to steps, in an order that follows from it. */
  readonly late?: number;
  readonly dies?: { readonly rank: number; readonly step: number; readonly by: NodeJS.Signals };
  readonly checkEvery: number;
}

/** The batch of a step, as fixtures/ddp.py has it; both sides compute it exactly. */
export function batchAt(step: number): Batch {
  const size = ddp.input.reduce((product, extent) => product * extent, 1);
  return {
    images: Float32Array.from(
      { length: ddp.batch * size },
      (_, i) => ((7 * i * i + 13 * i * step + 5 * step) % 31) / 31 - 0.5,
    ),
    labels: Int32Array.from({ length: ddp.batch }, (_, n) => (n + step) % ddp.classes),
  };
}
