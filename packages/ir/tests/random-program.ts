import { fc } from './fast-check.ts';
import { origins, texts } from './random-graph.ts';
import { scalarsOf } from './random-scalar.ts';
import {
  coreOf,
  operand,
  declarationOf,
  dropout,
  map,
  pointwise,
  read,
  readsOf,
  renumber,
  store,
  writesOf,
  type BufferDeclaration,
  type Core,
  type Dtype,
  type Kernel,
  type KernelProgram,
  type MapShape,
  type PrepareStep,
  type Step,
} from '../src/index.ts';

const small = fc.integer({ min: 1, max: 3 });
const kernels = fc.record({
  choice: fc.nat(5),
  steps: fc.array(fc.nat(6), { maxLength: 4 }),
  of: scalarsOf(3),
  pick: fc.nat(),
  size: small,
  flag: fc.boolean(),
  origin: origins,
  tiled: fc.boolean(),
  half: fc.boolean(),
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
  const buffers: BufferDeclaration[] = [{ id: name(0), shape, dtype: 'f32' }];
  const prepared = (dtype: Dtype, ...extents: readonly number[]): string => {
    const id = `${title} ${prepare.length}`;
    const values = Array.from({ length: extents.reduce((a, b) => a * b, 1) }, (_, i) => i / 2);
    prepare.push({ id, op: 'constant', inputs: [], attributes: { values }, shape: extents, dtype });
    return id;
  };
  const all = choices.map(({ choice, steps, of, pick, size, flag, origin, tiled, half }, index): Kernel => {
    const dtype = half ? 'f16' : 'f32';
    const source = buffers[pick % buffers.length]!;
    const [channels, height, width] = source.shape;
    const wide = { kernel: [3, 3], stride: [size, 1], padding: [1, 1, 1, 1] } as const;
    const reads = [read(source.id)] as const;
    const cores: readonly (() => Core)[] = [
      () => {
        const filters = prepared(dtype, size * channels, 1, 3, 3);
        return coreOf('convolution', { groups: channels, dilation: [1, 1], ...wide }, reads, [filters], []);
      },
      () =>
        height * width === 1
          ? coreOf('matrix_product', {}, reads, [prepared(dtype, size, channels)], [])
          : coreOf('mean', { of: operand(0) }, reads, [], []),
      () => coreOf('max_pool', wide, reads, [], []),
      () => coreOf('average_pool', { ...wide, counted: flag ? wide.padding : [0, 0, 0, 0] }, reads, [], []),
      () => coreOf('mean', { of: operand(0) }, reads, [], []),
      () => coreOf('copy', {}, [read(source.id, { stride: [size, 1], before: size, after: 0 })], [], []),
    ];
    const core = cores[choice]!();
    const weights = core.tensors.map(() => prepare.at(-1)!.shape);
    const shapeOf = declarationOf(core).shape(core, [source.shape], weights, source.shape);
    const isLast = index === choices.length - 1;
    const result: BufferDeclaration = {
      id: name(index + 1),
      shape: shapeOf as MapShape,
      dtype: isLast ? 'f32' : dtype,
    };
    const same = buffers.filter((buffer) => String(buffer.shape) === String(result.shape)).slice(-2);
    const vectors = (): readonly string[] => [prepared(dtype, result.shape[0]), prepared(dtype, result.shape[0])];
    const epilogue = steps.map((step): Step => {
      if (step === 0) return map(pointwise.sum, [], vectors().slice(0, 1));
      if (step === 1) return map(pointwise.affine, [], vectors());
      if (step === 2) return map(renumber(of, [0, 0, 0]));
      if (step === 3 && same.length === 2)
        return map(
          of,
          same.map(({ id }) => read(id)),
        );
      if (step === 4 && same.length) return map(of, [read(same[0]!.id)], vectors().slice(0, 1));
      return step === 5
        ? dropout({ rate: 1 / (size + 1), per: flag ? 'image' : 'element', key: size })
        : map(pointwise.relu);
    });
    buffers.push(result);
    const tile = tiled || placed ? { tile: { pixels: size, channels: 8, block: 64 } } : {};
    return {
      name: name(index),
      core,
      epilogue: [...epilogue, store(result.id)],
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
  const stored = laid.filter(({ id, dtype }) => dtype === 'f32' && id !== name(0));
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
    taps: stored.slice(0, choices[0]!.size).map(({ id }, index) => ({ name: `${title} ${index}`, buffer: id })),
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
