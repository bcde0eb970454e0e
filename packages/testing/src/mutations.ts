import {
  dropout,
  dtypeNames,
  isTiled,
  map,
  pointwise,
  read,
  store,
  type Core,
  type Kernel,
  type KernelProgram,
  type PrepareStep,
} from '@resnet-compile/ir';
import * as fc from 'fast-check';

type Mutation = (program: KernelProgram, pick: Pick) => KernelProgram;
/** Chooses of several, by one of some random numbers each time. */
type Pick = <Item>(all: readonly Item[]) => Item | undefined;

const numbers = [0, 1, 2, 3, 4, 5, 7, 8];
const replaced = <Item>(all: readonly Item[], old: Item, ...now: readonly Item[]): readonly Item[] =>
  all.flatMap((each) => (each === old ? now : [each]));

const inKernel =
  (change: (kernel: Kernel, pick: Pick, program: KernelProgram) => Kernel): Mutation =>
  (program, pick) => {
    const kernel = pick(program.kernels);
    return kernel ? { ...program, kernels: replaced(program.kernels, kernel, change(kernel, pick, program)) } : program;
  };
const inCore = (change: (core: Core, pick: Pick, program: KernelProgram) => object): Mutation =>
  inKernel((kernel, pick, program) => ({
    ...kernel,
    core: { ...kernel.core, ...change(kernel.core, pick, program) } as Core,
  }));
const tensorsOf = ({ prepare, tensors }: KernelProgram): readonly string[] =>
  [...prepare, ...tensors].map(({ id }) => id);

/** One number within some JSON is another. */
function otherNumber<Value>(value: Value, pick: Pick): Value {
  const places = [...JSON.stringify(value).matchAll(/(?<=[:,[])-?\d+(?=[,\]}])/g)];
  const place = pick(places);
  if (!place) return value;
  const text = place.input;
  return JSON.parse(text.slice(0, place.index) + pick(numbers) + text.slice(place.index + place[0].length));
}

/** What may be wrong with a program, or another program: whatever a backend should not stumble over. */
const mutations: Readonly<Record<string, Mutation>> = {
  attributes: inCore(({ attributes }, pick) => ({ attributes: otherNumber(attributes, pick) })),
  'another kernel is its core': inKernel((kernel, pick, { kernels }) => ({
    ...kernel,
    core: pick(kernels)?.core ?? kernel.core,
  })),
  'reads another buffer': inCore(({ reads }, pick, { buffers }) => {
    const [old, now] = [pick<Core['reads'][number]>(reads), pick(buffers)];
    return old && now ? { reads: replaced<unknown>(reads, old, { ...old, buffer: now.id }) } : {};
  }),
  'reads another tensor': inCore(({ tensors }, pick, program) => {
    const [old, now] = [pick<string>(tensors), pick(tensorsOf(program))];
    return old !== undefined && now !== undefined ? { tensors: replaced<string>(tensors, old, now) } : {};
  }),
  'computes another tensor': inCore(({ results }, pick, program) => {
    const [old, now] = [pick<string>(results), pick(tensorsOf(program))];
    return old !== undefined && now !== undefined ? { results: replaced<string>(results, old, now) } : {};
  }),
  'a step more': inKernel((kernel, pick, { buffers, prepare, tensors }) => {
    const like = buffers.filter(({ shape }) => String(shape) === String(kernel.shape));
    const vectors = [...prepare, ...tensors].filter(({ shape }) => String(shape) === String(kernel.shape[0]));
    const [buffer, vector] = [pick(like), pick(vectors)];
    const step = pick([
      map(pointwise.relu),
      dropout({ rate: 0.5, per: 'element', key: 1 }),
      ...(buffer ? [map(pointwise.sum, [read(buffer.id)]), store(buffer.id)] : []),
      ...(vector ? [map(pointwise.sum, [], [vector.id])] : []),
    ]);
    const at = pick([...kernel.epilogue.keys()]) ?? 0;
    return step ? { ...kernel, epilogue: kernel.epilogue.toSpliced(at, 0, step) } : kernel;
  }),
  'a step less': inKernel((kernel, pick) => {
    const step = pick(kernel.epilogue);
    return { ...kernel, epilogue: kernel.epilogue.filter((each) => each !== step) };
  }),
  'a step with other numbers': inKernel((kernel, pick) => {
    const step = pick(kernel.epilogue);
    return step ? { ...kernel, epilogue: replaced(kernel.epilogue, step, otherNumber(step, pick)) } : kernel;
  }),
  'another tile': inKernel((kernel, pick) => {
    const { pixels, channels, block } = kernel.tile ?? { pixels: 1, channels: 4, block: 1 };
    const tile = pick([
      { pixels, channels, block, winograd: 2 as const },
      { pixels, channels, block, winograd: 4 as const },
      { pixels, channels, block, workgroup: true as const },
      otherNumber({ pixels, channels, block }, pick),
    ]);
    return tile ? { ...kernel, tile } : kernel;
  }),
  'no tile': inKernel((kernel) => {
    const { tile: _, ...rest } = kernel;
    return rest;
  }),
  'a kernel less': (program, pick) => {
    const kernel = pick(program.kernels);
    return { ...program, kernels: program.kernels.filter((each) => each !== kernel) };
  },
  'another layout': (program, pick) => {
    const buffer = pick(program.buffers);
    if (!buffer?.layout) return program;
    const layout = pick([
      otherNumber(buffer.layout, pick),
      { ...buffer.layout, halo: [0, 0] as const },
      { ...buffer.layout, pitch: buffer.shape[0] },
      { pitch: 2 * buffer.layout.pitch, halo: [2, 3] as const },
    ]);
    return layout ? { ...program, buffers: replaced(program.buffers, buffer, { ...buffer, layout }) } : program;
  },
  'a buffer of another shape': (program, pick) => {
    const buffer = pick(program.buffers);
    if (!buffer) return program;
    return {
      ...program,
      buffers: replaced(program.buffers, buffer, { ...buffer, shape: otherNumber(buffer.shape, pick) }),
    };
  },
  'a buffer of another type': (program, pick) => {
    const [buffer, dtype] = [pick(program.buffers), pick(dtypeNames)];
    return buffer && dtype ? { ...program, buffers: replaced(program.buffers, buffer, { ...buffer, dtype }) } : program;
  },
  'a prepared tensor of another type': (program, pick) => {
    const [step, dtype] = [pick(program.prepare), pick(dtypeNames)];
    return step && dtype ? { ...program, prepare: replaced(program.prepare, step, { ...step, dtype }) } : program;
  },
  'a tensor of another type': (program, pick) => {
    const [tensor, dtype] = [pick(program.tensors), pick(dtypeNames)];
    return tensor && dtype ? { ...program, tensors: replaced(program.tensors, tensor, { ...tensor, dtype }) } : program;
  },
  'filters that are scaled': (program, pick) => {
    const kernel = pick(program.kernels.filter(({ core }) => isTiled(core)));
    const step = program.prepare.find(({ id }) => id === kernel?.core.tensors[0]);
    if (!kernel || !step) return program;
    const [out = 1] = step.shape;
    const values = Array.from({ length: out }, () => 2);
    const scale: PrepareStep = {
      id: 'two',
      op: 'constant',
      inputs: [],
      attributes: { values },
      shape: [out],
      dtype: 'f32',
    };
    const scaled: PrepareStep = {
      id: 'scaled',
      op: 'scale_filters',
      inputs: [step.id, 'two'],
      attributes: {},
      shape: step.shape,
      dtype: step.dtype,
    };
    return {
      ...program,
      prepare: [...program.prepare, scale, scaled],
      kernels: replaced(program.kernels, kernel, { ...kernel, core: { ...kernel.core, tensors: ['scaled'] } as Core }),
    };
  },
  'a result less': (program, pick) => {
    const result = pick(program.results);
    return { ...program, results: program.results.filter((each) => each !== result) };
  },
  'a result of another tensor': (program, pick) => {
    const [result, tensor] = [pick(program.results), pick(tensorsOf(program))];
    if (!result || tensor === undefined) return program;
    return { ...program, results: replaced(program.results, result, { ...result, tensor }) };
  },
  'a parameter that is not trained': (program, pick) => {
    const step = pick(program.prepare.filter(({ op }) => op === 'parameter'));
    if (step?.op !== 'parameter') return program;
    const { name } = step.attributes;
    return {
      ...program,
      parameters: program.parameters.map((each) => (each.name === name ? { ...each, kind: 'buffer' } : each)),
      prepare: program.prepare.map((each) =>
        each.op === 'parameter' && each.attributes.name === name
          ? { ...each, attributes: { ...each.attributes, kind: 'buffer' } }
          : each,
      ),
      results: program.results.filter((each) => each.name !== `gradient ${name}`),
    };
  },
};

export interface RandomMutation {
  readonly name: string;
  readonly apply: (program: KernelProgram) => KernelProgram;
}

export const randomMutations: fc.Arbitrary<RandomMutation> = fc
  .record({
    mutation: fc.constantFrom(...Object.entries(mutations)),
    picks: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
  })
  .map(({ mutation: [name, mutate], picks }) => ({
    name,
    apply: (program) => {
      const left = [...picks];
      return mutate(program, (all) => all[(left.shift() ?? 0) % (all.length || 1)]);
    },
    toString: () => `${name} ${picks.join(' ')}`,
  }));
