import type { StepShapeOf } from '../kernel-shape.ts';
import type { Registers } from './registers.ts';
import { lines, u } from './text.ts';

/**
 * The numbers drawn are whole, from 0 to 2²⁴, so that every device keeps the same elements. `batch.y` is the key of the
 * step; the layer's is mixed in here.
 */
export function emitDropout(
  { attributes: { rate, per, key } }: StepShapeOf<'dropout'>,
  {
    shape: {
      channels,
      map: [height, width],
    },
    vector,
    onEach,
  }: Registers,
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
