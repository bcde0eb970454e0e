import { declarationOf, isTiled } from './cores/index.ts';
import { found } from './found.ts';
import type { Kernel, KernelProgram, Layout } from './kernel-program.ts';
import { readByFloat } from './read-by-float.ts';
import type { Target } from './target.ts';

/** Invariant 8 of {@link verifyProgram}. */
export function verifySupport(program: KernelProgram, target: Target, fail: (what: string) => never): void {
  const { name, supports, vector, halo } = target;
  if (program.target !== name) fail(`it is scheduled for ${program.target ?? 'no target'}, expected ${name}`);
  const computed = new Set(program.kernels.flatMap(({ core }): readonly string[] => core.results));
  for (const kernel of program.kernels) {
    const fault = faultOfKernel(kernel, target, computed);
    if (fault !== undefined) fail(`kernel ${kernel.name}: ${fault}`);
  }

  for (const [what, declared] of [
    ['buffer', program.buffers],
    ['prepared tensor', program.prepare],
  ] as const)
    for (const { id, dtype } of declared)
      if (!supports.dtypes.includes(dtype))
        fail(
          `${what} ${id} is stored as ${dtype}, which ${name} has no code for; expected ${supports.dtypes.join(' or ')}`,
        );

  const byFloat = readByFloat(program, program.input);
  const halos = new Map<string, Layout['halo']>();
  for (const { id, layout } of program.buffers) {
    if (!layout) return fail(`buffer ${id} has no layout`);
    const { pitch, halo: zeros } = layout;
    halos.set(id, zeros);
    if (pitch % vector !== 0 && !(halo && byFloat && id === program.input))
      fail(`buffer ${id}: a pitch of ${pitch}, which ${name} reads in vectors of ${vector} channels`);
    if (!halo && zeros.some(Boolean)) fail(`buffer ${id}: a halo of ${zeros.join('×')}, which ${name} does not skip`);
  }
  for (const { core, shape, name: kernel } of halo ? program.kernels : []) {
    const reach = declarationOf(core).reach?.(core, shape);
    if (!reach) continue;
    for (const [place, { buffer }] of core.reads.entries()) {
      const [[rows, columns], [down, right]] = [reach[place] ?? [0, 0], found(halos, buffer)];
      if (rows > down || columns > right)
        fail(
          `kernel ${kernel}: ${buffer} has a halo of ${down}×${right}, expected at least ${rows}×${columns}: ${name} checks no bounds`,
        );
    }
  }
  const fault = supports.fault?.(program);
  if (fault !== undefined) fail(fault);
}

/** What a kernel asks for that the target has not. */
function faultOfKernel(
  { core, epilogue, tile }: Kernel,
  { name, supports, winograd, costs }: Target,
  computed: ReadonlySet<string>,
): string | undefined {
  if (!supports.cores.includes(core.kind)) return `${name} has no ${core.kind}; it runs ${supports.cores.join(', ')}`;
  for (const { kind } of epilogue)
    if (!supports.steps.includes(kind)) return `${name} has no ${kind}; its steps are ${supports.steps.join(', ')}`;
  const [filters] = core.tensors;
  if (filters !== undefined && computed.has(filters) && isTiled(core))
    return `kernels compute its filters ${filters}, expected prepared ones`;
  if (tile?.winograd && !winograd?.outputs.includes(tile.winograd))
    return `a tile of Winograd's F(${tile.winograd}×${tile.winograd}, 3×3), which ${name} has not within one kernel`;
  if (tile?.workgroup && !costs?.workgroup) return `a tile of a workgroup, which ${name} has not`;
  return undefined;
}
