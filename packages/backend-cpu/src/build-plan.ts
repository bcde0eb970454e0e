import { inPlaceSource, lifetimesOf, placedBytes, resultOf, strides, type BufferDeclaration, type Kernel, type KernelProgram } from '@resnet-compile/ir';
import { deriveShape, isMasked } from './derive-shape.ts';
import type { KernelShape } from './kernel-shape.ts';
import type { Call, Clear, CpuPlan, Linear, MapPlan } from './plan.ts';
import { WeightsRegion } from './weights-region.ts';

/** Addresses below are never used, so that masked loads may reach before the first tensor. */
const memoryStart = 4096;
/** And vector loads a little behind the last. */
const slack = 4096;

/** Everything about a scheduled program but its kernels' code: the shapes to emit, in the order in which calls count them. */
export function buildPlan(program: KernelProgram): { readonly plan: CpuPlan; readonly shapes: readonly KernelShape[] } {
  if (program.target !== 'cpu') throw new Error(`the CPU backend was given a program for ${program.target ?? 'no target'}`);
  const declared = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const bufferOf = (id: string): BufferDeclaration => declared.get(id)!;
  const region = new WeightsRegion(program, memoryStart);
  const shapes = new Map<string, { readonly index: number; readonly shape: KernelShape }>();
  const kernels = program.kernels.map((kernel) => {
    const shape = deriveShape(kernel, bufferOf);
    const key = JSON.stringify(shape);
    if (!shapes.has(key)) shapes.set(key, { index: shapes.size, shape });
    return { kernel, shape, index: shapes.get(key)!.index, weights: region.place(kernel, shape) };
  });
  const arenaStart = Math.ceil(region.end / 64) * 64;

  const at = ({ placement }: BufferDeclaration, bytes: number): Linear => [arenaStart + placement!.constant * 4 + bytes, placement!.perImage * 4];
  const firstPixel = (id: string, bytes = 0): Linear => at(bufferOf(id), strides(bufferOf(id)).origin * 4 + bytes);
  const clears = clearsOf(program, bufferOf, (buffer) => at(buffer, 0));
  const calls = kernels.map(({ kernel, index, weights }, position): Call => ({
    kernel: index,
    addresses: addressesOf(kernel, bufferOf, firstPixel, weights),
    pixels: kernel.shape[1] * kernel.shape[2],
    block: kernel.tile?.block ?? 4096,
    clears: clears.get(position) ?? [],
  }));
  const memory = program.buffers.reduce<Linear>(([constant, perImage], buffer) => {
    const [start, step] = at(buffer, 0);
    const size = placedBytes(buffer);
    return [Math.max(constant, start + size.constant), Math.max(perImage, step + size.perImage)];
  }, [arenaStart, 0]);
  const mapOf = (id: string): MapPlan => {
    const { pixel, row, image } = strides(bufferOf(id));
    return { shape: bufferOf(id).shape, address: firstPixel(id), pixel: pixel * 4, row: row * 4, image: image * 4 };
  };
  return {
    plan: {
      packings: region.packings, arenaStart,
      memory: [memory[0] + slack, memory[1]],
      input: { ...mapOf(program.input), clear: clears.get(-1)?.[0] ?? null }, output: mapOf(program.output), calls,
    },
    shapes: [...shapes.values()].map(({ shape }) => shape),
  };
}

/** In the order of `addressNames`. */
function addressesOf(
  { core, epilogue }: Kernel, bufferOf: (id: string) => BufferDeclaration,
  firstPixel: (id: string, bytes?: number) => Linear, weights: ReadonlyMap<string, number>,
): readonly Linear[] {
  const { pixel, row } = strides(bufferOf(core.input));
  const corner = core.kind === 'convolution' ? -(core.padding[0] * row + core.padding[1] * pixel) * 4 : core.kind === 'copy' ? -core.view.before * 4 : 0;
  const fixed = (name: string): Linear => [weights.get(name)!, 0];
  return [
    firstPixel(core.input, corner),
    ...('weights' in core ? [fixed('weights')] : []),
    ...(core.kind === 'copy' && isMasked(core.view) ? [fixed('mask')] : []),
    ...epilogue.flatMap((step, index): readonly Linear[] => {
      if (step.op === 'bias') return [fixed(`bias${index}`)];
      if (step.op === 'affine') return [fixed(`scale${index}`), fixed(`shift${index}`)];
      if (step.op === 'add') return [firstPixel(step.buffer, -step.view.before * 4), ...(isMasked(step.view) ? [fixed(`mask${index}`)] : [])];
      return step.op === 'store' ? [firstPixel(step.buffer, step.channel * 4)] : [];
    }),
  ];
}

/** What to zero before which kernel (−1: before the images are written). A result in place finds its halo zeroed. */
function clearsOf(program: KernelProgram, bufferOf: (id: string) => BufferDeclaration, address: (buffer: BufferDeclaration) => Linear): ReadonlyMap<number, readonly Clear[]> {
  const lifetimes = lifetimesOf(program);
  const inherited = new Set(program.kernels.flatMap((kernel, at) => {
    const result = bufferOf(resultOf(kernel));
    const source = inPlaceSource(kernel, at, result, bufferOf, lifetimes);
    const same = source !== undefined && JSON.stringify(bufferOf(source).placement) === JSON.stringify(result.placement);
    return same ? [result.id] : [];
  }));
  const sliced = new Set(program.kernels.flatMap(({ epilogue, shape }) =>
    epilogue.flatMap((step) => (step.op === 'store' && bufferOf(step.buffer).shape[0] !== shape[0] ? [step.buffer] : []))));
  const clears = new Map<number, Clear[]>();
  for (const buffer of program.buffers) {
    const { pixel, row, image, origin } = strides(buffer);
    const [channels, height, width] = buffer.shape;
    // Lanes behind the last channel are zero where whole vectors are stored; the caller and slices store single ones.
    const whole = pixel !== channels && (buffer.id === program.input || sliced.has(buffer.id));
    if (inherited.has(buffer.id) || (!whole && origin === 0)) continue;
    const { first } = lifetimes.get(buffer.id)!;
    clears.set(first, [...(clears.get(first) ?? []), {
      address: address(buffer), origin: origin * 4, pixels: width * pixel * 4, row: row * 4, image: image * 4, height, whole,
    }]);
  }
  return clears;
}

