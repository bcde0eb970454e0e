import { carryShapes, emitKernels } from '@resnet-compile/backend-cpu';
import type { VariantName } from '@resnet-compile/plan/cpu';
import { describe, expect, it, vi } from 'vitest';
import { compileKernels, type CpuCode } from '../src/cpu/kernels.ts';

/** With filters in panels of another width than these kernels': on a host that computes wrongly. */
const code = (panels: Partial<Record<VariantName, number>> = {}): CpuCode => ({
  shapes: carryShapes([]),
  emit: (shapes, name, memory) => {
    const emitted = emitKernels(shapes, name, memory);
    return { ...emitted, panel: panels[name] ?? emitted.panel };
  },
});

describe.each([false, true])('with memory that is shared: %s', (shared) => {
  it('a host that computes rightly takes its best variant', async () =>
    expect((await compileKernels(code(), { shared })).panel).toBe(8));

  it('a variant that is computed wrongly is left out, and named', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect((await compileKernels(code({ fused: 16 }), { shared })).panel).toBe(16);
    expect(warn.mock.calls).toEqual([
      ['resnet-compile: this host computes the kernels of the variant fused wrongly; another is taken'],
    ]);
    warn.mockRestore();
  });

  it('where none is computed rightly, loading fails', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await expect(compileKernels(code({ fused: 16, plain: 8 }), { shared })).rejects.toThrow(
      'computes WebAssembly with SIMD wrongly',
    );
    warn.mockRestore();
  });
});
