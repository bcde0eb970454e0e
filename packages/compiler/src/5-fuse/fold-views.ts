import { readsOf, type Core, type EpilogueStep, type Kernel, type KernelProgram, type View } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';
import { dropUnreadBuffers } from './drop-unread-buffers.ts';

/**
 * t = copy x {view}; … add t → … add x {view}: the shortcut of option A needs no kernel of its own, since whoever adds
 * it can skip pixels and pad channels while reading. Only where every reader adds or copies; a convolution reads maps.
 */
export const foldViews: Pass<KernelProgram> = {
  name: 'fold-views',
  summary: 'reads subsampled and padded shortcuts in place',
  run: (program) => {
    const pinned = new Set([program.output, ...program.kernels.flatMap(readMaps)]);
    const viewed = new Map<string, { readonly buffer: string; readonly view: View }>();
    const see = (buffer: string, view: View): { readonly buffer: string; readonly view: View } => {
      const source = viewed.get(buffer);
      return source ? { buffer: source.buffer, view: compose(source.view, view) } : { buffer, view };
    };
    const kernels: Kernel[] = [];
    for (const kernel of program.kernels) {
      const core = seenCore(kernel.core, see);
      const epilogue = kernel.epilogue.map((step): EpilogueStep =>
        step.op === 'add' ? { op: 'add', ...see(step.buffer, step.view) } : step,
      );
      const [only] = epilogue;
      if (
        core.kind === 'copy' &&
        epilogue.length === 1 &&
        only!.op === 'store' &&
        isWhole(program, only!) &&
        !pinned.has(only!.buffer)
      ) {
        viewed.set(only!.buffer, { buffer: core.input, view: core.view });
      } else kernels.push({ ...kernel, core, epilogue });
    }
    return viewed.size === 0 ? program : dropUnreadBuffers({ ...program, kernels });
  },
};

const seenCore = (core: Core, see: (buffer: string, view: View) => { buffer: string; view: View }): Core => {
  if (core.kind !== 'copy') return core;
  const { buffer, view } = see(core.input, core.view);
  return { kind: 'copy', input: buffer, view };
};

/** Buffers that a kernel reads in a way that cannot go through a view. */
const readMaps = (kernel: Kernel): readonly string[] => [
  ...(kernel.core.kind === 'copy' ? [] : readsOf({ ...kernel, epilogue: [] })),
  ...kernel.epilogue.flatMap((step) => (step.op === 'mask' || step.op === 'add_normalized' ? [step.buffer] : [])),
];

const isWhole = (program: KernelProgram, store: Extract<EpilogueStep, { op: 'store' }>): boolean =>
  program.kernels.filter((kernel) =>
    kernel.epilogue.some((step) => step.op === 'store' && step.buffer === store.buffer),
  ).length === 1;

/** The view through `inner`, then through `outer`: subsampling and channel padding commute. */
const compose = (inner: View, outer: View): View => ({
  stride: [inner.stride[0] * outer.stride[0], inner.stride[1] * outer.stride[1]],
  before: outer.before + inner.before,
  after: inner.after + outer.after,
});
