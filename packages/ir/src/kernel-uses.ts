import type { EpilogueStep, Kernel } from './kernel-program.ts';

type StepOf<Op extends EpilogueStep['op']> = Extract<EpilogueStep, { op: Op }>;

export const stepsOf = <Op extends EpilogueStep['op']>(kernel: Kernel, op: Op): readonly StepOf<Op>[] =>
  kernel.epilogue.filter((step): step is StepOf<Op> => step.op === op);

/** Buffers that a kernel reads: its core's input, then the epilogue's. */
export const readsOf = (kernel: Kernel): readonly string[] => [
  kernel.core.input,
  ...stepsOf(kernel, 'add').map((step) => step.buffer),
];

/** Buffers that a kernel writes, in order. */
export const writesOf = (kernel: Kernel): readonly string[] => stepsOf(kernel, 'store').map((step) => step.buffer);

/** Prepared tensors that a kernel reads: the weights first. */
export const preparedOf = (kernel: Kernel): readonly string[] => [
  ...('weights' in kernel.core ? [kernel.core.weights] : []),
  ...kernel.epilogue.flatMap((step) => (step.op === 'bias' ? [step.values] : step.op === 'affine' ? [step.scale, step.shift] : [])),
];

/** The buffer that holds a kernel's final value. */
export const resultOf = (kernel: Kernel): string => (kernel.epilogue.at(-1) as StepOf<'store'>).buffer;
