import { declarationOf, isTiled } from './cores/index.ts';
import type { Kernel, KernelProgram } from './kernel-program.ts';
import { tensorResultsOf } from './kernel-uses.ts';
import { readByFloat } from './read-by-float.ts';
import type { Target } from './target.ts';

/** Invariant 7 of {@link verifyProgram}. */
export function verifySupport(program: KernelProgram, target: Target, fail: (what: string) => never): void {
  const { name, supports, vector, halo } = target;
  if (program.target !== name) fail(`it is scheduled for ${program.target ?? 'no target'}, expected ${name}`);
  const computed = new Set(program.kernels.flatMap(tensorResultsOf));
  for (const kernel of program.kernels)
    verifyKernelSupport(kernel, target, computed, (what) => fail(`kernel ${kernel.name}: ${what}`));

  const byFloat = readByFloat(program, program.input);
  for (const { id, layout } of program.buffers) {
    const { pitch, halo: zeros } = layout!;
    if (pitch % vector !== 0 && !(halo && byFloat && id === program.input))
      fail(`buffer ${id}: a pitch of ${pitch}, which ${name} reads in vectors of ${vector} channels`);
    if (!halo && zeros.some(Boolean)) fail(`buffer ${id}: a halo of ${zeros.join('×')}, which ${name} does not skip`);
  }
  const halos = new Map(program.buffers.map(({ id, layout }) => [id, layout!.halo]));
  for (const kernel of halo ? program.kernels : [])
    for (const [place, [rows, columns]] of reachOf(kernel).entries()) {
      const { buffer } = kernel.core.reads[place]!;
      const [down, right] = halos.get(buffer)!;
      if (rows > down || columns > right)
        fail(
          `kernel ${kernel.name}: ${buffer} has a halo of ${down}×${right}, expected at least ${rows}×${columns}: ${name} checks no bounds`,
        );
    }
  const fault = supports.fault?.(program);
  if (fault !== undefined) fail(fault);
}

const reachOf = ({ core, shape }: Kernel) => declarationOf(core).reach?.(core, shape) ?? [];

function verifyKernelSupport(
  { core, epilogue, tile }: Kernel,
  { name, supports, winograd, costs }: Target,
  computed: ReadonlySet<string>,
  fail: (what: string) => never,
): void {
  if (!supports.cores.includes(core.kind)) fail(`${name} has no ${core.kind}; it runs ${supports.cores.join(', ')}`);
  for (const { kind } of epilogue)
    if (!supports.steps.includes(kind)) fail(`${name} has no ${kind}; its steps are ${supports.steps.join(', ')}`);
  const [filters] = core.tensors;
  if (isTiled(core) && filters !== undefined && computed.has(filters))
    fail(`kernels compute its filters ${filters}, expected prepared ones`);
  if (tile?.winograd && !winograd?.outputs.includes(tile.winograd))
    fail(`a tile of Winograd's F(${tile.winograd}×${tile.winograd}, 3×3), which ${name} has not within one kernel`);
  if (tile?.workgroup && !costs?.workgroup) fail(`a tile of a workgroup, which ${name} has not`);
}
