import { itemOf } from '@resnet-compile/ir';
import type { CpuPlan, EmitKernels } from '@resnet-compile/plan/cpu';
import { variants, type Variant } from './variants.ts';
import { multiplyAdd } from './wasm/context.ts';
import { withCheck } from './wasm/emit-kernels.ts';
import { Locals, wasmFunction, type WasmFunction } from './wasm/encode-module.ts';
import { doWhile, get, i32, plus, set, v128 } from './wasm/instructions.ts';

/** A program that does nothing but multiply and add in registers: what a host's kernels can reach at the most. */
export interface PeakProgram {
  readonly plan: CpuPlan;
  readonly emit: EmitKernels;
  /** Per image. */
  readonly multiplyAdds: number;
}

/** Pixels of an image, vectors of multiply-adds of a pixel: a millisecond on one core of 2023. */
const [pixels, vectors] = [64, 48 * 4000];

export function peakProgram(): PeakProgram {
  const here = { shape: [1, 1, 1], address: [0, 0], pixel: 4, row: 4, image: 0 } as const;
  return {
    plan: {
      packings: [],
      arenaStart: 0,
      memory: [1024, 0],
      scratch: 0,
      input: { ...here, clear: null },
      output: here,
      calls: [
        { kernel: 0, addresses: [[0, 0]], pixels, block: 2 ** 30, least: 1, tile: 1, work: vectors * 4, clears: [] },
      ],
    },
    emit: (_, name, { shared }) => withCheck([emitPeak(variants[name])], name, shared),
    multiplyAdds: pixels * vectors * 4,
  };
}

/** `(address, first, last)`: as many sums as a register tile has, of zeros, from pixel to pixel. */
function emitPeak(variant: Variant): WasmFunction {
  const locals = new Locals(3);
  const [address, first, last] = [get(locals.parameter(0)), get(locals.parameter(1)), get(locals.parameter(2))];
  // Where a product takes a register of its own, a whole tile of sums would not leave it one.
  const rows = variant.fused ? variant.tile.pixels : 2;
  const filters = locals.many(variant.tile.channels / 4, 'v128');
  const sums = Array.from({ length: rows }, () => locals.many(filters.length, 'v128'));
  const splats = locals.many(variant.fused ? 1 : rows, 'v128');
  const kept = locals.add('v128');
  const counter = locals.add('i32');
  const place = (row: number, vector: number): number => (row * filters.length + vector) * 16;
  const body = [
    splats.map((splat) => set(splat, v128.load32Splat(address))),
    set(kept, v128.load(address)),
    filters.map((filter, vector) => set(filter, v128.load(address, place(0, vector)))),
    sums.map((row, index) => row.map((value, vector) => set(value, v128.load(address, place(index, vector))))),
    set(counter, i32.mul(i32.sub(last, first), i32.const(vectors / (rows * filters.length)))),
    doWhile(
      [
        // Products that were the same for all rows, or all turns, would be computed once.
        variant.fused ? [] : splats.map((splat) => set(splat, v128.and(get(splat), get(kept)))),
        sums.map((row, index) =>
          row.map((value, vector) =>
            set(
              value,
              multiplyAdd(
                { variant },
                get(itemOf(splats, index % splats.length)),
                get(itemOf(filters, vector)),
                get(value),
              ),
            ),
          ),
        ),
        set(counter, plus(get(counter), -1)),
      ],
      get(counter),
    ),
    sums.map((row, index) => row.map((value, vector) => v128.store(address, get(value), place(index, vector)))),
  ];
  return wasmFunction(3, locals, body);
}
