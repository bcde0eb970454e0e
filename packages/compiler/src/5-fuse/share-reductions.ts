import {
  coreOf,
  operand,
  operationsOf,
  renumber,
  sameScalar,
  viewOf,
  type CoreOf,
  type Kernel,
  type KernelProgram,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

type Sums = CoreOf<'channel_sums'>;

/**
 * sums x, y → a; sums x → b ⇒ sums x, y → a, b: sums over the same activations are formed in one kernel, at the place of
 * the first, and equal ones once. Only where the first reads all that the other does.
 */
export const shareReductions: Pass<KernelProgram> = {
  name: 'share-reductions',
  summary: 'forms sums of the same activations together',
  run: (program) => {
    const kernels: Kernel[] = [];
    const sums = new Map<string, { readonly at: number; outer: Sums }[]>();
    const renamed = new Map<string, string>();
    for (const kernel of program.kernels) {
      const { core } = kernel;
      const [first] = core.kind === 'channel_sums' ? core.reads : [];
      if (core.kind !== 'channel_sums' || !first) {
        kernels.push(kernel);
        continue;
      }
      const places = sums.get(first.buffer) ?? [];
      // The last, so that the sums for each batch norm stay one code: dy and dy·(x − mean).
      const shared = places.findLast(({ outer }) => isWithin(core, outer));
      if (shared) {
        shared.outer = merge(shared.outer, core, renamed);
        kernels[shared.at] = { ...(kernels[shared.at] ?? kernel), core: shared.outer };
        continue;
      }
      sums.set(first.buffer, [...places, { at: kernels.length, outer: core }]);
      kernels.push(kernel);
    }
    if (kernels.length === program.kernels.length) return program;
    const left = new Set(kernels.flatMap(({ core }) => core.results as readonly string[]));
    return {
      ...program,
      kernels: renamed.size ? kernels.map((kernel) => withTensors(kernel, renamed)) : kernels,
      tensors: program.tensors.filter(({ id }) => left.has(id)),
      results: program.results.map(({ name, tensor }) => ({ name, tensor: renamed.get(tensor) ?? tensor })),
    };
  },
};

/** What is read, each as its view shows it. */
const keysOf = ({ reads }: Sums): readonly string[] => reads.map((each) => JSON.stringify([each.buffer, viewOf(each)]));

/** Everything that one reads is read by the other. */
const isWithin = (inner: Sums, outer: Sums): boolean =>
  keysOf(inner).every((id) => keysOf(outer).includes(id)) && inner.tensors.every((id) => outer.tensors.includes(id));

/** The sums of `inner` behind those of `outer`; where one is formed already, `renamed` tells which. */
function merge(outer: Sums, inner: Sums, renamed: Map<string, string>): Sums {
  const places = [
    ...keysOf(inner).map((id) => keysOf(outer).indexOf(id)),
    ...inner.tensors.map((id) => outer.reads.length + outer.tensors.indexOf(id)),
  ];
  const [of, results] = [[...outer.attributes.of], [...outer.results]];
  for (const [index, result] of inner.results.entries()) {
    const moved = renumber(inner.attributes.of[index] ?? operand(0), places);
    const formed = results[of.findIndex((other) => sameScalar(other, moved))];
    if (formed !== undefined) renamed.set(result, formed);
    else {
      of.push(moved);
      results.push(result);
    }
  }
  return coreOf('channel_sums', { of }, outer.reads, outer.tensors, results);
}

/** The kernel with other tensors to read. */
function withTensors(kernel: Kernel, renamed: ReadonlyMap<string, string>): Kernel {
  if (!operationsOf(kernel).some(({ tensors }) => tensors.some((id) => renamed.has(id)))) return kernel;
  const through = <Own extends { readonly tensors: readonly string[] }>(operation: Own): Own => ({
    ...operation,
    tensors: operation.tensors.map((id) => renamed.get(id) ?? id),
  });
  return { ...kernel, core: through(kernel.core), epilogue: kernel.epilogue.map(through) };
}
