import {
  isIdentityView,
  map,
  operand,
  outputsOf,
  readsOf,
  substitute,
  viewOf,
  writesOf,
  type Kernel,
  type KernelProgram,
  type Read,
  type Scalar,
  type Step,
  type StepOf,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';
import { dropUnreadBuffers } from './drop-unread-buffers.ts';

/** An expression of what is read, then of tensors. */
interface Expression {
  readonly of: Scalar;
  readonly reads: readonly Read[];
  readonly tensors: readonly string[];
}

/**
 * p = copy x; map f      y = core …; map g(…, p) ⇒ y = core …; map g(…, f(x)): what one addition alone reads is computed
 * there. So the product with a gate joins the sum of a block even where a projection's kernel, which comes later, makes it.
 *
 * **Requires** fuse-epilogues: what can be the end of the kernel before is there already.
 */
export const fuseOperands: Pass<KernelProgram> = {
  name: 'fuse-operands',
  summary: 'computes pointwise what a single addition reads in that addition',
  run: (program) => {
    const inlined = inlinedOf(program);
    if (inlined.size === 0) return program;
    const kernels = program.kernels.flatMap((kernel): readonly Kernel[] => {
      const result = writesOf(kernel)[0];
      if (result !== undefined && inlined.has(result)) return [];
      if (!readsOf(kernel).some((id) => inlined.has(id))) return [kernel];
      return [{ ...kernel, epilogue: kernel.epilogue.map((step) => withOperands(step, inlined)) }];
    });
    return dropUnreadBuffers({ ...program, kernels });
  },
};

/** What is computed where it is read, by the buffer that it had. */
function inlinedOf(program: KernelProgram): ReadonlyMap<string, Expression> {
  const { kernels } = program;
  const outputs = outputsOf(program);
  const count = (ids: readonly string[]): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  };
  const writers = count(kernels.flatMap(writesOf));
  const readers = count(kernels.flatMap(readsOf));
  const operands = new Set(
    kernels.flatMap(({ epilogue }) =>
      epilogue.flatMap(({ reads }) => reads.filter((one) => isIdentityView(viewOf(one))).map(({ buffer }) => buffer)),
    ),
  );
  const found = new Map<string, Expression>();
  for (const kernel of kernels) {
    const [result, ...others] = writesOf(kernel);
    if (result === undefined || others.length || outputs.has(result)) continue;
    if (writers.get(result) !== 1 || readers.get(result) !== 1 || !operands.has(result)) continue;
    const expression = expressionOf(kernel);
    // One after the other would read an expression's own operands where they are inlined themselves.
    if (expression?.reads.every(({ buffer }) => !found.has(buffer))) found.set(result, expression);
  }
  return found;
}

/** Of a kernel that copies, applies one map and stores. */
function expressionOf({ core, epilogue }: Kernel): Expression | undefined {
  const [first, last, ...others] = epilogue;
  if (core.kind !== 'copy' || first?.kind !== 'map' || last?.kind !== 'store' || others.length) return undefined;
  const reads = [core.reads[0], ...first.reads];
  // As many buffers as one kernel may bind are soon reached.
  return isIdentityView(viewOf(core.reads[0])) && reads.length <= 2
    ? { of: first.attributes.of, reads, tensors: first.tensors }
    : undefined;
}

function withOperands(step: Step, inlined: ReadonlyMap<string, Expression>): Step {
  if (step.kind !== 'map') return step;
  return step.reads.reduce<StepOf<'map'>>((whole, { buffer }) => {
    const inner = inlined.get(buffer);
    return inner ? inlinedInto(whole, buffer, inner) : whole;
  }, step);
}

/** Operands are numbered anew: the running value, what is read, tensors. */
function inlinedInto({ reads, tensors, attributes }: StepOf<'map'>, buffer: string, inner: Expression): StepOf<'map'> {
  const place = reads.findIndex((one) => one.buffer === buffer);
  const left = reads.filter((_, index) => index !== place);
  const allReads = [...left, ...inner.reads];
  const allTensors = [...tensors, ...inner.tensors];
  const ofReads = (index: number): Scalar => operand(1 + index);
  const ofTensors = (index: number): Scalar => operand(1 + allReads.length + index);
  const within = substitute(inner.of, [
    ...inner.reads.map((_, index) => ofReads(left.length + index)),
    ...inner.tensors.map((_, index) => ofTensors(tensors.length + index)),
  ]);
  const outer = [
    operand(0),
    ...reads.map((_, index) => (index === place ? within : ofReads(index < place ? index : index - 1))),
    ...tensors.map((_, index) => ofTensors(index)),
  ];
  return map(substitute(attributes.of, outer), allReads, allTensors);
}
