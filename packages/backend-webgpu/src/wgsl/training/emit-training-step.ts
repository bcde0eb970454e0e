import type { KernelShape } from '../../kernel-shape.ts';
import type { TrainingStepShape } from '../../training/training-shape.ts';
import { lines, u } from '../text.ts';

/** Registers of one vector of channels: `vector` counts them in the map, `tensor` reads one of the tensors at a place. */
export interface StepContext {
  readonly shape: KernelShape;
  readonly vector: string;
  readonly tensor: (place: number) => string;
  readonly onEach: (code: (register: string, pixel: number) => string) => readonly string[];
}

/** A training step's epilogue steps on one vector of channels, for all pixels of a tile; in a scope of its own. */
export function emitTrainingStep(step: TrainingStepShape, { shape, vector, tensor, onEach }: StepContext): string {
  const load = ({ buffer, pitch }: { readonly buffer: number; readonly pitch: number }, pixel: number): string =>
    `b${buffer}[p${pixel} * ${u(pitch)} + ${vector}]`;
  switch (step.op) {
    case 'normalize':
      return lines(
        '{',
        `let mean = ${tensor(step.mean)};`,
        `let scale = ${tensor(step.scale)};`,
        `let shift = ${tensor(step.shift)};`,
        onEach((a) => `${a} = (${a} - mean) * scale + shift;`),
        '}',
      );
    case 'add_normalized':
      return lines(
        '{',
        `let mean = ${tensor(step.mean)};`,
        `let scale = ${tensor(step.scale)};`,
        onEach((a, pixel) => `${a} += (${load(step.operand, pixel)} - mean) * scale;`),
        '}',
      );
    case 'mask':
      return lines(onEach((a, pixel) => `${a} = select(vec4f(), ${a}, ${load(step.operand, pixel)} > vec4f());`));
    case 'dropout':
      return emitDropout(step, shape, vector, onEach);
  }
}

/**
 * The numbers drawn are whole, from 0 to 2²⁴, so that every device keeps the same elements. `batch.y` is the key of the
 * step; the layer's is mixed in here.
 */
function emitDropout(
  { rate, per, key }: Extract<TrainingStepShape, { op: 'dropout' }>,
  { channels, map: [height, width] }: KernelShape,
  vector: string,
  onEach: StepContext['onEach'],
): string {
  const threshold = u(Math.ceil(rate * 2 ** 24));
  const kept = rate < 1 ? `${Math.fround(1 / (1 - rate))}f` : '0f';
  return lines(
    '{',
    `let key = mix32(batch.y + ${u(key >>> 0)});`,
    onEach((a, p) => {
      const draws =
        per === 'image'
          ? `vec4u(n${p})`
          : `((n${p} * ${u(channels)} + (${vector}) * 4u + vec4u(0u, 1u, 2u, 3u)) * ${u(height)} + y${p}) * ${u(width)} + x${p}`;
      return `${a} = select(vec4f(), ${a} * ${kept}, (mix32v((${draws}) * 0x9e3779b9u + key) >> vec4u(8u)) >= vec4u(${threshold}));`;
    }),
    '}',
  );
}

/** The runtime's bijective mix of 32 bits. */
export const mixFunctions = ['u32', 'vec4u']
  .map((type) => {
    const [name, bits] =
      type === 'u32'
        ? (['mix32', (count: number) => u(count)] as const)
        : (['mix32v', (count: number) => `vec4u(${u(count)})`] as const);
    return lines(
      `fn ${name}(value: ${type}) -> ${type} {`,
      `var x = (value ^ (value >> ${bits(16)})) * 0x21f0aaadu;`,
      `x = (x ^ (x >> ${bits(15)})) * 0x735a2d97u;`,
      `return x ^ (x >> ${bits(15)});`,
      '}',
    );
  })
  .join('\n');
