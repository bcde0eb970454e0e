import { times } from './cores/declaration.ts';
import { declarationOf } from './cores/index.ts';
import type { BufferDeclaration, Kernel } from './kernel-program.ts';
import { viewOf, type Operation } from './operation.ts';
import { misuseOf } from './scalar/misuse.ts';
import type { Step } from './step.ts';
import { sameShape } from './tensor-type.ts';
import { viewedShape } from './view.ts';

/** What a kernel's operands are. Those that there are not, the program's verifier has refused. */
export interface Operands {
  readonly buffer: (id: string) => BufferDeclaration;
  readonly tensor: (id: string) => readonly number[];
}

type Fail = (what: string) => never;

/** Invariants 4 and 5 of `verifyProgram`. */
export function verifyKernel(kernel: Kernel, operands: Operands, fail: Fail): void {
  verifyCore(kernel, operands, fail);
  const { core, epilogue } = kernel;
  if (declarationOf(core).reduces) return void (epilogue.length && fail('it reduces to tensors and has an epilogue'));
  if (epilogue.at(-1)?.kind !== 'store') fail('its epilogue does not end with a store');
  for (const step of epilogue) verifyStep(step, kernel, operands, fail);
  if (declarationOf(core).storedAlone) verifyStoredAlone(kernel, operands, fail);
  if (kernel.tile?.winograd) verifyWinograd(kernel, fail);
}

function verifyStoredAlone({ core, epilogue: [step, ...more], shape }: Kernel, { buffer }: Operands, fail: Fail): void {
  if (step?.kind !== 'store' || more.length)
    return fail(
      `a ${core.kind} is stored, and no other step follows; found ${[step?.kind, ...more.map(({ kind }) => kind)].join(', ')}`,
    );
  const [id] = step.writes as readonly [string];
  if (String(buffer(id).shape) !== String(shape))
    fail(`a ${core.kind} is stored as a buffer of its own, ${id} is ${times(buffer(id).shape)}`);
}

/** F(m×m, 3×3) is an algorithm of dense convolutions, and of the gradients of their inputs. */
function verifyWinograd({ core }: Kernel, fail: Fail): void {
  if (core.kind !== 'convolution' && core.kind !== 'input_gradient')
    return fail(`its tile is Winograd's, which a ${core.kind} has not; expected a convolution or an input_gradient`);
  const { kernel, stride, dilation, groups } = core.attributes;
  if (String([kernel, stride, dilation, groups]) !== '3,3,1,1,1,1,1')
    fail(
      `its tile is Winograd's, for filters of 3×3, stride 1×1, dilation 1×1, 1 group; found ${times(kernel)}, stride ${times(stride)}, dilation ${times(dilation)}, ${groups} groups`,
    );
}

function verifyCore({ core, shape }: Kernel, { buffer, tensor }: Operands, fail: Fail): void {
  const { takes, byPixel, viewed, shape: shapeOf, computes } = declarationOf(core) as AnyDeclaration;
  const [reading, weighing, computing] = takes;
  verifyCount(core.kind, core.reads, reading, 'reads', fail);
  verifyCount(core.kind, core.tensors, weighing, 'tensors', fail);
  verifyCount(core.kind, core.results, computing, 'results', fail);
  for (const read of core.reads)
    if (read.view && !byPixel && !viewed) fail(`${core.kind} reads ${read.buffer} through a view, which it cannot`);
  verifyExtents(core.attributes, { kernel: 1, stride: 1, padding: 0, dilation: 1, counted: 0, sides: 0 }, fail);
  const reads = core.reads.map((read) => buffer(read.buffer).shape);
  const expected = shapeOf(core, reads, core.tensors.map(tensor), shape);
  if (typeof expected === 'string') return fail(expected);
  if (!sameShape(expected, shape)) fail(`its shape is ${times(shape)}, its core's ${times(expected)}`);
  const computed = computes?.(core, reads, shape, core.tensors.map(tensor)) ?? [];
  for (const [index, id] of core.results.entries()) {
    const [found, wanted] = [tensor(id), computed[index] ?? []];
    if (!sameShape(found, found.length < wanted.length ? withoutUnits(wanted) : wanted))
      fail(`computes ${id} of ${described(wanted)}, declared is ${described(found)}`);
  }
}

function verifyCount(
  kind: string,
  { length }: readonly unknown[],
  expected: number | 'any',
  what: string,
  fail: Fail,
): void {
  if (expected !== 'any' && length !== expected) fail(`${kind} has ${length} ${what}, expected ${expected}`);
}

/** Of those extents that there are, whether they are whole and as large as the least. */
export function verifyExtents(attributes: object, least: Readonly<Record<string, number>>, fail: Fail): void {
  const given = attributes as Readonly<Record<string, number | readonly number[] | undefined>>;
  for (const name in least) {
    const [extent, smallest] = [given[name], least[name] ?? 0];
    const fits = (each: number): boolean => Number.isInteger(each) && each >= smallest;
    if (extent !== undefined && !(typeof extent === 'number' ? fits(extent) : extent.every(fits)))
      fail(`its ${name} is ${[extent].flat().join('×')}, expected whole numbers from ${smallest}`);
  }
}

type AnyDeclaration = ReturnType<typeof declarationOf>;

/** The gradient of a dense layer's weights is O×I, where that of filters is O×I×1×1. */
const withoutUnits = (filters: readonly number[]): readonly number[] =>
  filters.slice(2).every((extent) => extent === 1) ? filters.slice(0, 2) : [];

const described = (shape: readonly number[]): string => times(shape) || 'a scalar';

function verifyStep(step: Step, { shape }: Kernel, operands: Operands, fail: Fail): void {
  const { kind, reads, tensors, results, writes }: Operation & Pick<Step, 'kind' | 'writes'> = step;
  if (results.length || writes.length !== Number(kind === 'store'))
    fail(
      `${kind} computes ${[...results, ...writes].join(', ') || 'nothing'}, expected ${kind === 'store' ? 'one buffer' : 'the running value alone'}`,
    );
  if (kind !== 'map' && reads.length + tensors.length) fail(`${kind} reads more than the running value`);
  for (const id of tensors)
    if (!sameShape(operands.tensor(id), [shape[0]])) fail(`${kind} ${id} is not a vector of ${shape[0]}`);
  for (const read of reads) {
    const seen = viewedShape(operands.buffer(read.buffer).shape, viewOf(read), shape);
    if (!sameShape(seen, shape)) fail(`${kind} reads ${read.buffer} as ${times(seen)}, expected ${times(shape)}`);
  }
  if (step.kind === 'map') {
    const misuse = misuseOf(step.attributes.of, 1 + reads.length + tensors.length, 'operands');
    if (misuse !== undefined) fail(misuse);
  }
  if (step.kind === 'store') {
    const [id] = step.writes;
    const [channels, ...map] = operands.buffer(id).shape;
    const { channel } = step.attributes;
    if (!sameShape(map, shape.slice(1)) || channel < 0 || channel + shape[0] > channels)
      fail(`its result does not fit into ${id}`);
  }
}
