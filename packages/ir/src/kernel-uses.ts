import type { Kernel } from './kernel-program.ts';
import type { Operation, Read } from './operation.ts';
import type { StepKind, StepOf } from './step.ts';

export const stepsOf = <Kind extends StepKind>({ epilogue }: Kernel, kind: Kind): readonly StepOf<Kind>[] =>
  epilogue.filter((step): step is Extract<typeof step, StepOf<Kind>> => step.kind === kind) as readonly StepOf<Kind>[];

/** A kernel's core and steps. */
export const operationsOf = ({ core, epilogue }: Kernel): readonly Operation[] => [core, ...epilogue];

/** What a kernel's core has of something, then its steps. By a loop: this is asked of every kernel by every pass. */
function allOf<One>({ core, epilogue }: Kernel, of: (operation: Operation) => readonly One[]): readonly One[] {
  let all = of(core);
  for (const step of epilogue) {
    const more = of(step);
    if (more.length) all = all.length ? [...all, ...more] : more;
  }
  return all;
}

const bufferOf = ({ buffer }: Read): string => buffer;

/** What a kernel's core reads, then its epilogue. */
export const readingsOf = (kernel: Kernel): readonly Read[] => allOf(kernel, ({ reads }) => reads);

/** Buffers that a kernel reads: its core's, then the epilogue's. */
export function readsOf({ core, epilogue }: Kernel): readonly string[] {
  const read: string[] = [];
  for (const { buffer } of core.reads) read.push(buffer);
  for (const step of epilogue) for (const { buffer } of step.reads) read.push(buffer);
  return read;
}

/** Buffers that an epilogue reads. */
export const epilogueReadsOf = ({ epilogue }: Pick<Kernel, 'epilogue'>): readonly string[] =>
  epilogue.flatMap(({ reads }: Operation) => reads.map(bufferOf));

/** Buffers that a kernel writes, in order. */
export function writesOf({ epilogue }: Kernel): readonly string[] {
  const written: string[] = [];
  for (const { kind, writes } of epilogue) if (kind === 'store') written.push(writes[0]);
  return written;
}

/** Prepared tensors, or tensors that other kernels computed, that a kernel reads: the weights first. */
export const tensorsOf = (kernel: Kernel): readonly string[] => allOf(kernel, ({ tensors }) => tensors);

/** Tensors that a kernel computes. */
export const tensorResultsOf = (kernel: Kernel): readonly string[] => allOf(kernel, ({ results }) => results);

/** The buffer that holds a kernel's final value; undefined where it reduces to tensors. */
export const resultOf = (kernel: Kernel): string | undefined => writesOf(kernel).at(-1);
