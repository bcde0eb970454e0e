import { identityView, isIdentityView, type View } from './view.ts';

/** A buffer as an operation reads it; without a view, as it is. */
export interface Read {
  readonly buffer: string;
  readonly view?: View;
}

/**
 * What cores and steps have in common, so that whoever asks what a kernel reads and writes need not know its kind:
 * `reads`, buffers; `tensors`, values without a batch, prepared or computed by kernels before; `results`, tensors that it
 * computes.
 */
export interface Operation<
  Reads extends readonly Read[] = readonly Read[],
  Tensors extends readonly string[] = readonly string[],
  Results extends readonly string[] = readonly string[],
  Attributes extends object = object,
> {
  readonly reads: Reads;
  readonly tensors: Tensors;
  readonly results: Results;
  readonly attributes: Attributes;
}

export const viewOf = ({ view = identityView }: Read): View => view;

/** Reads a buffer through a view; the view that shows it as it is, is left out. */
export const read = (buffer: string, view: View = identityView): Read =>
  isIdentityView(view) ? { buffer } : { buffer, view };
