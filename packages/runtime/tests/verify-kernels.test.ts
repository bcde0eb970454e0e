import { emitVariants, variants } from '@resnet-compile/backend-cpu';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { compileKernels, type CpuCode } from '../src/cpu/kernels.ts';

const emitted = emitVariants([]);
const packed = (name: keyof typeof variants, panel: number = emitted[name].panel) => ({
  panel,
  check: emitted[name].check,
  wasm: deflateRawSync(emitted[name].bytes).toString('base64'),
});
const code: CpuCode = { plain: packed('plain'), fused: packed('fused'), wide: packed('wide') };
/** Filters in panels of another width than the kernels': a host that computes wrongly. */
const broken = packed('fused', 16);

describe.each([false, true])('with memory that is shared: %s', (shared) => {
  it('a host that computes rightly takes its best variant', async () =>
    expect((await compileKernels(code, { shared })).panel).toBe(8));

  it('a variant that is computed wrongly is left out, and named', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect((await compileKernels({ ...code, fused: broken }, { shared })).panel).toBe(16);
    expect(warn.mock.calls).toEqual([
      ['resnet-compile: this host computes the kernels of the variant fused wrongly; another is taken'],
    ]);
    warn.mockRestore();
  });

  it('where none is computed rightly, loading fails', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await expect(
      compileKernels({ ...code, fused: broken, plain: { ...packed('plain'), panel: 8 } }, { shared }),
    ).rejects.toThrow('computes WebAssembly with SIMD wrongly');
    warn.mockRestore();
  });
});
