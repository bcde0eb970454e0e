import { vectorsOf, type KernelShape, type StepShape } from '../kernel-shape.ts';
import { loadViewed } from './load-viewed.ts';
import { loadWeights, narrowed } from './memory.ts';
import { emitTrainingStep } from './training/emit-training-step.ts';
import { lines, u, value } from './text.ts';

/** The larger of a value and 0, by its bits: `max` may assume that there is no NaN. */
export const rectifier =
  'fn rectify(a: vec4f) -> vec4f { return select(a, vec4f(), bitcast<vec4u>(a) - vec4u(0x80000000u) <= vec4u(0x7f800000u)); }';

/** The steps that end a kernel, each applied to the whole tile before the next. */
export function emitEpilogue(shape: KernelShape): string {
  const pixels = Array.from({ length: shape.tile.pixels }, (_, pixel) => pixel);
  return lines(
    shape.steps.map((step, index) =>
      Array.from({ length: shape.tile.vectors }, (_, v) => emitStep(step, shape, index, v, pixels)),
    ),
  );
}

function emitStep(step: StepShape, shape: KernelShape, index: number, v: number, pixels: readonly number[]): string {
  const vector = v ? `c + ${u(v)}` : 'c';
  const ofTensors = (place: number): string => `tensors[places[${place >> 2}].${'xyzw'[place % 4]} + ${vector}]`;
  const ofWeights = (name: string, start: number): string =>
    `let ${name}${index}_${v} = ${shape.places ? ofTensors(start) : loadWeights(shape.half, `${u(start + v)} + c`)};`;
  const onEach = (code: (register: string, pixel: number) => string): readonly string[] =>
    pixels.map((p) => code(value(p, v), p));
  switch (step.op) {
    case 'bias':
      return lines(
        ofWeights('bias', step.values),
        onEach((a) => `${a} += bias${index}_${v};`),
      );
    case 'affine':
      return lines(
        ofWeights('scale', step.scale),
        ofWeights('shift', step.shift),
        onEach((a) => `${a} = ${a} * scale${index}_${v} + shift${index}_${v};`),
      );
    case 'relu':
      return lines(onEach((a) => `${a} = rectify(${a});`));
    case 'add':
      return lines(onEach((a, pixel) => loadViewed(step.operand, { pixel, vector, into: a })));
    case 'store':
      return lines(
        onEach((a, pixel) => {
          const store = emitStore(step, shape, a, `p${pixel}`, vector);
          return shape.core.kind === 'winograd_output' ? lines(`if (in${pixel}) {`, store, '}') : store;
        }),
      );
    default:
      return emitTrainingStep(step, { shape, vector, tensor: ofTensors, onEach });
  }
}

/** Whole vectors, or single lanes where a slice begins or ends within one. */
function emitStore(
  { operand: { buffer, pitch, channels: total }, channel }: Extract<StepShape, { op: 'store' }>,
  shape: KernelShape,
  a: string,
  pixel: string,
  vector: string,
): string {
  const { element } = shape.buffers[buffer]!;
  if (element === 'vec4f' || element === 'vec4h') {
    return `b${buffer}[${pixel} * ${u(pitch)} + ${vector}${channel ? ` + ${u(channel / 4)}` : ''}] = ${narrowed(element, a)};`;
  }
  const base = `${pixel} * ${u(pitch * 4)}`;
  const behind = channel + shape.channels === total ? pitch * 4 - total : 0;
  return lines(
    'for (var lane = 0u; lane < 4u; lane++) {',
    `let s = (${vector}) * 4u + lane;`,
    `if (s < ${u(shape.channels)}) { b${buffer}[${base} + s + ${u(channel)}] = ${narrowed(element, `${a}[lane]`)}; }`,
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
