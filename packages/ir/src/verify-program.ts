import { backwardStart } from './backward-start.ts';
import { found } from './found.ts';
import { initialFault } from './initial-value.ts';
import { readsOf, tensorResultsOf, tensorsOf } from './kernel-uses.ts';
import {
  trains,
  type BufferDeclaration,
  type KernelProgram,
  type ParameterDeclaration,
  type PrepareStep,
} from './kernel-program.ts';
import { elementsPerImage, sameShape, tensorType } from './tensor-type.ts';
import { verifyKernel } from './verify-kernel.ts';
import type { Target } from './target.ts';
import { verifyPlacement } from './verify-placement.ts';
import { verifySupport } from './verify-support.ts';
import { VerifyError } from './verify-error.ts';
import { verifyDtypes } from './verify-dtypes.ts';
import { verifyArity, verifyType } from './verify-type.ts';

/**
 * The invariants of a program:
 *
 * 1. ids are unique among prepare steps, among buffers and among kernels, and every reference resolves;
 * 2. a prepare step comes after its inputs and has the shape of its rule, of its values, or of the declared parameter
 *    that it names; what parameters begin as fits them; results are the loss, gradients of parameters, statistics;
 * 3. every channel of a buffer that is read was written before, once; the input is written by the caller alone, and what
 *    the caller reads, the output and taps of different names, is all written; a training step has no taps, and where another
 *    program has targets, all but gradients is written before the first kernel that reads them;
 * 4. a core has as many operands as it takes, of shapes that fit it; the kernel has the shape that it makes of them, and
 *    the tensors that it computes are declared so; copies alone read through views;
 * 5. an epilogue ends with a store, or is empty where the core reduces to tensors; what it reads of other buffers, through
 *    its view, and its per-channel vectors have the kernel's shape; a store lies within its buffer; expressions name
 *    operands that they are given, and finite numbers; a tensor is declared, and computed once, before it is read;
 * 6. a program with a target has a layout (pitch ≥ channels) and a placement for every buffer and a tile for every
 *    convolution and matrix product, and no two buffers that live at the same time overlap, except that a kernel may
 *    store in place over what it adds, pixel by pixel;
 * 7. what buffers and prepared tensors are stored as, there are operations for; float32 is what the caller gives and takes,
 *    and what kernels compute as tensors: conversions are a load from a buffer or prepared tensor, and a store;
 * 8. the target that it is scheduled for, where that is given, has code for every core, step, tile, type and layout.
 *
 * @throws {VerifyError} naming the first that does not hold.
 */
export function verifyProgram(program: KernelProgram, target?: Target): void {
  const fail = (what: string): never => {
    throw new VerifyError(`program ${program.name}: ${what}`);
  };
  const prepared = new Map(verifyPrepare(program, fail));
  const buffers = new Map<string, BufferDeclaration>();
  for (const buffer of program.buffers) {
    if (buffers.has(buffer.id)) fail(`two buffers are named ${buffer.id}`);
    buffers.set(buffer.id, buffer);
  }
  const written = new Map<string, Range[]>();
  const bufferOf = (id: string): BufferDeclaration => buffers.get(id) ?? fail(`there is no buffer ${id}`);
  const readable = (id: string, by: string): BufferDeclaration => {
    const buffer = bufferOf(id);
    const channels = written.get(id)?.reduce((sum, { from, to }) => sum + to - from, 0) ?? 0;
    if (channels !== buffer.shape[0]) fail(`${by} reads ${id} before all of it is written`);
    return buffer;
  };
  const write = (id: string, from: number, count: number, by: string): void => {
    const [ranges, to] = [written.get(id) ?? [], from + count];
    for (const before of ranges)
      if (from < before.to && before.from < to)
        fail(`${by} writes channel ${Math.max(from, before.from)} of ${id} a second time`);
    ranges.push({ from, to });
    written.set(id, ranges);
  };
  write(program.input, 0, bufferOf(program.input).shape[0], 'the caller');
  if (program.targets !== undefined) write(program.targets, 0, bufferOf(program.targets).shape[0], 'the caller');
  const declared = new Map(program.tensors.map(({ id, shape }) => [id, shape]));
  if (declared.size !== program.tensors.length) fail('two tensors have the same name');
  const names = new Set<string>();
  const operands = { buffer: bufferOf, tensor: (id: string) => found(prepared, id) };
  const start = trains(program) ? -1 : backwardStart(program);
  program.kernels.forEach((kernel, position) => {
    if (position === start) for (const id of givenByNetwork(program)) readable(id, 'the network');
    if (names.has(kernel.name)) fail(`two kernels are named ${kernel.name}`);
    names.add(kernel.name);
    for (const id of tensorsOf(kernel))
      if (!prepared.has(id)) fail(`kernel ${kernel.name}: there is no prepared tensor ${id}`);
    for (const id of readsOf(kernel)) readable(id, `kernel ${kernel.name}`);
    for (const id of tensorResultsOf(kernel)) {
      if (prepared.has(id)) fail(`kernel ${kernel.name}: computes ${id} a second time`);
      prepared.set(id, declared.get(id) ?? fail(`kernel ${kernel.name}: there is no tensor ${id}`));
    }
    verifyKernel(kernel, operands, (what) => fail(`kernel ${kernel.name}: ${what}`));
    for (const step of kernel.epilogue)
      if (step.kind === 'store')
        write(step.writes[0], step.attributes.channel, kernel.shape[0], `kernel ${kernel.name}`);
  });
  readable(program.output, 'return');
  verifyTaps(program, (name, buffer) => readable(buffer, `tap ${name}`), fail);
  verifyDtypes(program, fail);
  verifyResults(program, prepared, fail);
  if (program.target !== undefined) verifyPlacement(program, fail);
  if (target !== undefined) verifySupport(program, target, fail);
}

/** What it hands on besides gradients. */
const givenByNetwork = ({ output, taps }: KernelProgram): readonly string[] => [
  output,
  ...taps.flatMap(({ name, buffer }) => (name.startsWith('gradient ') ? [] : [buffer])),
];

function verifyTaps(
  program: KernelProgram,
  expectWritten: (name: string, buffer: string) => void,
  fail: (what: string) => never,
): void {
  const names = new Set<string>();
  for (const { name, buffer } of program.taps) {
    if (names.has(name)) fail(`two taps are named ${name}`);
    if (trains(program) && !name.startsWith('gradient '))
      fail(`has the tap ${name}; expected gradients alone in a training step`);
    names.add(name);
    expectWritten(name, buffer);
  }
}

function verifyResults(
  { parameters, results }: KernelProgram,
  tensors: ReadonlyMap<string, readonly number[]>,
  fail: (what: string) => never,
): void {
  const expected = new Map<string, readonly number[]>([
    ['loss', []],
    ['correct', []],
    ...parameters.flatMap(({ name, kind, shape, frozen }) =>
      frozen ? [] : [[`${kind === 'buffer' ? 'statistic' : 'gradient'} ${name}`, shape] as const],
    ),
  ]);
  const names = new Set<string>();
  for (const { name, tensor } of results) {
    if (names.has(name)) fail(`two results are named ${name}`);
    names.add(name);
    const found = tensors.get(tensor) ?? fail(`the result ${name}: nothing computes ${tensor}`);
    const shape =
      expected.get(name) ??
      fail(
        `the result ${name}: expected loss, correct, the gradient of a parameter or the statistic of a buffer, neither of them frozen`,
      );
    if (!sameShape(found, shape))
      fail(`the result ${name}: ${tensor} is ${described(found)}, expected ${described(shape)}`);
  }
}

const described = (shape: readonly number[]): string => shape.join('×') || 'a scalar';

/** Channels of a buffer. */
interface Range {
  readonly from: number;
  readonly to: number;
}

function verifyPrepare(program: KernelProgram, fail: (what: string) => never): ReadonlyMap<string, readonly number[]> {
  const parameters = new Map(program.parameters.map((parameter) => [parameter.name, parameter]));
  if (parameters.size !== program.parameters.length) fail('two parameters have the same name');
  for (const { name, shape, initial = 0 } of program.parameters) {
    const fault = initialFault(initial, shape);
    if (fault) fail(`parameter ${name}: ${fault}`);
  }
  const prepared = new Map<string, readonly number[]>();
  for (const step of program.prepare) {
    if (prepared.has(step.id)) fail(`two prepare steps are named ${step.id}`);
    for (const input of step.inputs)
      if (!prepared.has(input)) fail(`prepare ${step.id}: ${input} is not prepared before it`);
    verifyStep(step, parameters, prepared, (what) => fail(`prepare ${step.id}: ${what}`));
    prepared.set(step.id, step.shape);
  }
  return prepared;
}

function verifyStep(
  step: PrepareStep,
  parameters: ReadonlyMap<string, ParameterDeclaration>,
  prepared: ReadonlyMap<string, readonly number[]>,
  fail: (what: string) => never,
): void {
  verifyArity(step.op, step.inputs.length, fail);
  if (step.op === 'parameter') {
    const { name, kind } = step.attributes;
    const declared = parameters.get(name) ?? fail(`no parameter ${name}`);
    if (!sameShape(step.shape, declared.shape))
      fail(`is ${step.shape.join('×')}, its parameter ${declared.shape.join('×')}`);
    if (kind !== declared.kind) fail(`is a ${kind}, ${name} is declared as a ${declared.kind}`);
  } else if (step.op === 'constant') {
    const { length } = step.attributes.values;
    if (elementsPerImage(tensorType(...step.shape)) % length !== 0)
      fail(`${length} values for ${step.shape.join('×')}`);
  } else {
    const inputs = step.inputs.map((input) => tensorType(...found(prepared, input)));
    verifyType(step.op, step.attributes as never, inputs, tensorType(...step.shape), fail);
  }
}
