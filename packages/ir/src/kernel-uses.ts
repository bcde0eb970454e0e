import type { EpilogueStep, Kernel } from './kernel-program.ts';

type StepOf<Op extends EpilogueStep['op']> = Extract<EpilogueStep, { op: Op }>;

export const stepsOf = <Op extends EpilogueStep['op']>(kernel: Kernel, op: Op): readonly StepOf<Op>[] =>
  kernel.epilogue.filter((step): step is StepOf<Op> => step.op === op);

/** The buffer that a kernel's core reads; arithmetic on vectors reads none. */
export const inputOf = ({ core }: Kernel): string | undefined => (core.kind === 'vector' ? undefined : core.input);

/** Buffers that a core reads besides its input. */
const sourcesOf = ({ core }: Kernel): readonly string[] => {
  switch (core.kind) {
    case 'filter_gradient':
    case 'max_pool_gradient':
      return [core.source];
    case 'gradient_sums':
      return core.centred ? [core.centred.source] : [];
    case 'cross_entropy':
      return [core.targets];
    default:
      return [];
  }
};

/** Buffers that an epilogue reads. */
export const epilogueReadsOf = (kernel: Kernel): readonly string[] =>
  kernel.epilogue.flatMap((step) =>
    step.op === 'add' || step.op === 'add_normalized' || step.op === 'mask' ? [step.buffer] : [],
  );

/** Buffers that a kernel reads: its core's input, what else the core reads, then the epilogue's. */
export const readsOf = (kernel: Kernel): readonly string[] => {
  const input = inputOf(kernel);
  return [...(input === undefined ? [] : [input]), ...sourcesOf(kernel), ...epilogueReadsOf(kernel)];
};

/** Buffers that a kernel writes, in order. */
export const writesOf = (kernel: Kernel): readonly string[] => stepsOf(kernel, 'store').map((step) => step.buffer);

/** Prepared tensors, or tensors that other kernels computed, that a kernel reads: the weights first. */
export const preparedOf = (kernel: Kernel): readonly string[] => [
  ...coreTensorsOf(kernel),
  ...kernel.epilogue.flatMap((step) => {
    switch (step.op) {
      case 'bias':
        return [step.values];
      case 'affine':
        return [step.scale, step.shift];
      case 'normalize':
        return [step.mean, step.scale, step.shift];
      case 'add_normalized':
        return [step.mean, step.scale];
      default:
        return [];
    }
  }),
];

const coreTensorsOf = ({ core }: Kernel): readonly string[] => {
  if ('weights' in core) return [core.weights];
  if (core.kind === 'gradient_sums') return core.centred ? [core.centred.mean] : [];
  return core.kind === 'vector' ? core.inputs : [];
};

/** Tensors that a kernel computes. */
export const tensorResultsOf = ({ core }: Kernel): readonly string[] => {
  switch (core.kind) {
    case 'filter_gradient':
      return [core.result];
    case 'channel_statistics':
      return [core.mean, core.variance];
    case 'gradient_sums':
      return [core.sum, ...(core.centred ? [core.centred.product] : [])];
    case 'cross_entropy':
      return [core.loss, core.correct];
    case 'vector':
      return core.results;
    default:
      return [];
  }
};

/** The buffer that holds a kernel's final value; undefined where it reduces to tensors. */
export const resultOf = (kernel: Kernel): string | undefined => stepsOf(kernel, 'store').at(-1)?.buffer;
