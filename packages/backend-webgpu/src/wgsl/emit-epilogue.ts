import { itemOf } from '@resnet-compile/ir';
import { vectorsOf, type KernelShape, type StepShape, type StepShapeOf } from '../kernel-shape.ts';
import { emitDropout } from './emit-dropout.ts';
import { emitScalars, keepsZeros } from './emit-scalar.ts';
import { loadViewed } from './load-viewed.ts';
import { loadVector } from './load-vector.ts';
import { narrowed } from './memory.ts';
import type { Registers } from './registers.ts';
import { lines, u, value } from './text.ts';

/** The steps that end a kernel, each applied to the whole tile before the next. */
export function emitEpilogue(shape: KernelShape): string {
  const pixels = Array.from({ length: shape.tile.pixels }, (_, pixel) => pixel);
  // Whether lanes behind the last channel may hold something.
  const { core } = shape;
  let isUntidy =
    shape.channels % 4 !== 0 &&
    (core.reads.some((read) => 'repeated' in read) || (core.kind === 'mean' && !keepsZeros(core.attributes.of)));
  return lines(
    shape.steps.map((step) => {
      const tidies = step.kind === 'store' && isUntidy;
      if (step.kind === 'map')
        isUntidy ||=
          shape.channels % 4 !== 0 && (step.reads.some(({ repeated }) => repeated) || !keepsZeros(step.attributes.of));
      if (step.kind === 'store') isUntidy = false;
      return Array.from({ length: shape.tile.vectors }, (_, v) => {
        const vector = v ? `c + ${u(v)}` : 'c';
        const onEach: Registers['onEach'] = (code) => pixels.map((p) => code(value(p, v), p));
        const registers = { shape, v, vector, onEach };
        return [tidies ? emitZeros(registers) : '', emitStep(step, registers)];
      });
    }),
  );
}

function emitStep(step: StepShape, registers: Registers): string {
  switch (step.kind) {
    case 'map':
      return emitMap(step, registers);
    case 'dropout':
      return emitDropout(step, registers);
    case 'store':
      return emitStore(step, registers);
  }
}

/** Operands in their order: the register, what is read, tensors. */
function emitMap(
  { attributes: { of }, reads, tensors }: StepShapeOf<'map'>,
  { shape, v, vector, onEach }: Registers,
): string {
  const name = (index: number): string => `operand${index}`;
  const given = tensors.map(
    (place, index) => `let ${name(1 + reads.length + index)} = ${loadVector(shape, place, { v, vector })};`,
  );
  const computed = onEach((register, pixel) => {
    const { lets, values } = emitScalars([of], { operand: (index) => (index ? name(index) : register) });
    const declared = [
      ...reads.map((read, index) => loadViewed(read, { pixel, vector, name: name(1 + index) })),
      ...lets,
    ];
    return inScope(declared, `${register} = ${values[0]};`);
  });
  return inScope(given, ...computed);
}

/** Names that are declared for some code alone. */
const inScope = (declared: readonly string[], ...code: readonly string[]): string =>
  declared.length ? lines('{', declared, code, '}') : lines(code);

/** The lanes behind the last channel. */
const emitZeros = ({ shape: { channels }, vector, onEach }: Registers): string =>
  lines(
    `if (${vector} == ${u(vectorsOf(channels) - 1)}) {`,
    onEach((register) => `${register} = select(vec4f(), ${register}, ${lanesOf(channels)});`),
    '}',
  );

/** Which lanes of the last vector hold channels. */
export const lanesOf = (channels: number): string =>
  `vec4<bool>(${[0, 1, 2, 3].map((lane) => lane < (channels % 4 || 4)).join(', ')})`;

const emitStore = (step: StepShapeOf<'store'>, registers: Registers): string =>
  lines(
    registers.onEach((register, pixel) => {
      const store = emitStoreOf(step, registers, register, `p${pixel}`);
      return registers.shape.core.kind === 'winograd_output' ? lines(`if (in${pixel}) {`, store, '}') : store;
    }),
  );

/** Whole vectors, or single lanes where a slice begins or ends within one. */
function emitStoreOf(
  { writes, attributes: { channel } }: StepShapeOf<'store'>,
  { shape, vector }: Registers,
  register: string,
  pixel: string,
): string {
  const { buffer, pitch, channels: total } = itemOf(writes, 0);
  const { element } = itemOf(shape.buffers, buffer);
  if (element === 'vec4f' || element === 'vec4h') {
    return `b${buffer}[${pixel} * ${u(pitch)} + ${vector}${channel ? ` + ${u(channel / 4)}` : ''}] = ${narrowed(element, register)};`;
  }
  const base = `${pixel} * ${u(pitch * 4)}`;
  const behind = channel + shape.channels === total ? pitch * 4 - total : 0;
  return lines(
    'for (var lane = 0u; lane < 4u; lane++) {',
    `let s = (${vector}) * 4u + lane;`,
    `if (s < ${u(shape.channels)}) { b${buffer}[${base} + s + ${u(channel)}] = ${narrowed(element, `${register}[lane]`)}; }`,
    '}',
    behind
      ? lines(
          `if (${vector} == ${u(vectorsOf(shape.channels) - 1)}) {`,
          Array.from({ length: behind }, (_, lane) => `b${buffer}[${base} + ${u(total + lane)}] = 0;`),
          '}',
        )
      : '',
  );
}
