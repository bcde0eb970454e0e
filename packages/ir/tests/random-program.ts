import { fc } from './fast-check.ts';
import { origins, texts } from './random-graph.ts';
import {
  coreShape,
  identityView,
  readsOf,
  writesOf,
  type BufferDeclaration,
  type Core,
  type EpilogueStep,
  type Kernel,
  type KernelProgram,
  type MapShape,
  type PrepareStep,
} from '../src/index.ts';

const small = fc.integer({ min: 1, max: 3 });
const kernels = fc.record({
  choice: fc.nat(5),
  steps: fc.array(fc.nat(4), { maxLength: 4 }),
  pick: fc.nat(),
  size: small,
  flag: fc.boolean(),
  origin: origins,
  tiled: fc.boolean(),
});
type Choice = typeof kernels extends fc.Arbitrary<infer T> ? T : never;

/** A program whose kernel n reads an earlier buffer and writes buffer n + 1; ids are `name(n)`. */
function build(
  title: string,
  name: (index: number) => string,
  shape: MapShape,
  choices: readonly Choice[],
  placed: boolean,
): KernelProgram {
  const prepare: PrepareStep[] = [];
  const buffers: BufferDeclaration[] = [{ id: name(0), shape }];
  const prepared = (...extents: readonly number[]): string => {
    const id = `${title} ${prepare.length}`;
    const values = Array.from({ length: extents.reduce((a, b) => a * b, 1) }, (_, i) => i / 2);
    prepare.push({ id, op: 'constant', inputs: [], attributes: { values }, shape: extents });
    return id;
  };
  const all = choices.map(({ choice, steps, pick, size, flag, origin, tiled }, index): Kernel => {
    const source = buffers[pick % buffers.length]!;
    const [channels, height, width] = source.shape;
    const window = { kernel: [1, 1], stride: [size, 1], padding: [0, 0] } as const;
    const wide = { ...window, kernel: [3, 3], padding: [1, 1] } as const;
    const input = source.id;
    const cores: readonly (() => Core)[] = [
      () => ({ kind: 'convolution', input, weights: prepared(size * channels, 1, 3, 3), groups: channels, ...wide }),
      () =>
        height * width === 1
          ? { kind: 'matrix_product', input, weights: prepared(size, channels) }
          : { kind: 'mean', input },
      () => ({ kind: 'max_pool', input, ...wide }),
      () => ({ kind: 'average_pool', input, ...wide, countIncludePad: flag }),
      () => ({ kind: 'mean', input }),
      () => ({ kind: 'copy', input, view: { stride: [size, 1], before: size, after: 0 } }),
    ];
    const core = cores[choice]!();
    const weights = 'weights' in core ? prepare.at(-1)!.shape : undefined;
    const result = { id: name(index + 1), shape: coreShape(core, source.shape, weights)! };
    const same = buffers.find((buffer) => String(buffer.shape) === String(result.shape));
    const epilogue = steps.flatMap((step): EpilogueStep[] => {
      if (step === 0) return [{ op: 'bias', values: prepared(result.shape[0]) }];
      if (step === 1) return [{ op: 'affine', scale: prepared(result.shape[0]), shift: prepared(result.shape[0]) }];
      return step === 2 && same ? [{ op: 'add', buffer: same.id, view: identityView }] : [{ op: 'relu' }];
    });
    buffers.push(result);
    const tile = tiled || placed ? { tile: { pixels: size, channels: 8, block: 64 } } : {};
    return {
      name: name(index),
      core,
      epilogue: [...epilogue, { op: 'store', buffer: result.id, channel: 0 }],
      shape: result.shape,
      ...tile,
      origin,
    };
  });
  const used = new Set([
    name(0),
    name(all.length),
    ...all.flatMap((kernel) => [...readsOf(kernel), ...writesOf(kernel)]),
  ]);
  const laid = buffers
    .filter(({ id }) => used.has(id))
    .map((buffer, index) => ({
      ...buffer,
      ...(placed
        ? {
            layout: { pitch: buffer.shape[0] + 1, halo: [1, 0] as const },
            placement: { constant: index * 10_000, perImage: index * 10_000 },
          }
        : {}),
    }));
  return {
    name: title,
    ...(placed ? { target: 'wasm-simd128' } : {}),
    parameters: [{ name: title, shape: [2], kind: 'buffer' }],
    prepare,
    input: name(0),
    output: name(all.length),
    buffers: laid,
    kernels: all,
    tensors: [],
    results: [],
  };
}

export const programs: fc.Arbitrary<KernelProgram> = fc
  .record({
    title: texts,
    prefix: texts,
    shape: fc.tuple(small, small, small),
    choices: fc.array(kernels, { minLength: 1, maxLength: 6 }),
    placed: fc.boolean(),
  })
  .map(({ title, prefix, shape, choices, placed }) =>
    build(title, (index) => `${prefix}${index}`, shape, choices, placed),
  );
