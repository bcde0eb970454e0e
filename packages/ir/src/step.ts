import type { Operation, Read } from './operation.ts';
import type { Scalar } from './scalar/scalar.ts';

interface Steps {
  /** An expression of the running value, of what is read there, and of tensors per channel, in this order. */
  map: Operation<readonly Read[], readonly string[], readonly [], { readonly of: Scalar }> & {
    readonly writes: readonly [];
  };
  /**
   * v/(1 − rate), or 0 with probability rate. The mask is a function of the step's seed, the key, and the place in
   * N×C×H×W (or the image alone), so that every device and layout draws the same.
   */
  dropout: Operation<
    readonly [],
    readonly [],
    readonly [],
    { readonly rate: number; readonly per: 'element' | 'image'; readonly key: number }
  > & { readonly writes: readonly [] };
  /** Writes the running value into channels `channel…` of a buffer, and hands it on. */
  store: Operation<readonly [], readonly [], readonly [], { readonly channel: number }> & {
    readonly writes: readonly [buffer: string];
  };
}

export type StepKind = keyof Steps;
export type StepOf<Kind extends StepKind> = { readonly kind: Kind } & Steps[Kind];

/** One step of what ends a kernel; each takes the running value and hands one on. */
export type Step = { readonly [Kind in StepKind]: StepOf<Kind> }[StepKind];

export const steps: readonly StepKind[] = ['map', 'dropout', 'store'];

/** Shared, since deep networks have ten thousands of steps. */
const none = [] as const;
const first = { channel: 0 } as const;

export const map = (of: Scalar, reads: readonly Read[] = [], tensors: readonly string[] = []): StepOf<'map'> => ({
  kind: 'map',
  reads: reads.length ? reads : none,
  tensors: tensors.length ? tensors : none,
  results: none,
  writes: none,
  attributes: { of },
});

export const dropout = (attributes: StepOf<'dropout'>['attributes']): StepOf<'dropout'> => ({
  kind: 'dropout',
  reads: none,
  tensors: none,
  results: none,
  writes: none,
  attributes,
});

export const store = (buffer: string, channel = 0): StepOf<'store'> => ({
  kind: 'store',
  reads: none,
  tensors: none,
  results: none,
  writes: [buffer],
  attributes: channel === 0 ? first : { channel },
});
