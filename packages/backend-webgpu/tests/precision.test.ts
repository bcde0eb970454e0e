import {
  concatenate,
  conv,
  dense,
  globalAveragePool,
  maxPool,
  network,
  padChannels,
  relu,
  residual,
  subsample,
} from '@resnet-compile/dsl';
import { describe, expect, it } from 'vitest';
import { buildWebGpuPlan, webgpuTarget } from '../src/index.ts';
import { compileForWebGpu } from './on-device.ts';

const program = compileForWebGpu(
  network({ input: [3, 8, 6] }, [
    conv(8, { kernel: 3 }),
    relu(),
    conv(8, { kernel: 3 }),
    maxPool({ kernel: 2 }),
    concatenate([conv(3, { bias: true }), conv(4)]),
    globalAveragePool(),
    dense(5),
  ]),
  {
    ...webgpuTarget,
    costs: { ...webgpuTarget.costs!, batches: [1], tiles: [{ pixels: 2, channels: 4 }], multiplyAdd: 1e6 },
  },
);
const [whole, half] = [buildWebGpuPlan(program), buildWebGpuPlan(program, 'f16')];

describe('stored as float16', () => {
  it.each(half.dispatches.map(({ name, shader }) => [name, shader] as const))(
    'the kernel of %s',
    async (name, shader) => expect(`${half.shaders[shader]}\n`).toMatchFileSnapshot(`golden/half ${name}.wgsl`),
  );

  it('all activations but images and logits take half the bytes, and so do weights', () => {
    const bytes = ({ buffers }: typeof whole): number => buffers.reduce((sum, { perImage }) => sum + perImage, 0);
    const api = 4 * 4 * 8 * 6 + 4 * 8;
    expect(half.input).toEqual(whole.input);
    expect(half.output.image).toBe(whole.output.image);
    expect(bytes(half)).toBeLessThanOrEqual(bytes(whole) / 2 + api);
    half.blocks.forEach(({ size, packings }, index) =>
      expect({ size: 2 * size, packings }).toEqual({
        size: whole.blocks[index]!.size,
        packings: whole.blocks[index]!.packings,
      }),
    );
  });

  it('whatever expressions read is widened, through views as well', () => {
    const { shaders } = buildWebGpuPlan(
      compileForWebGpu(
        network({ input: [3, 8, 6] }, [
          conv(8, { kernel: 3 }),
          residual({
            body: conv(10, { kernel: 3, stride: 2, bias: true }),
            shortcut: [subsample(2), padChannels({ before: 1, after: 1 })],
            activation: relu(),
          }),
          globalAveragePool(),
          dense(5),
        ]),
      ),
      'f16',
    );
    const loads = shaders.flatMap((text) => {
      const halves = [...text.matchAll(/ (b\d+|weights): array<vec4h>/g)].map(([, name]) => name!);
      return halves.flatMap((name) => [...text.matchAll(new RegExp(`operand\\d.* = (.*?)${name}\\[`, 'g'))]);
    });
    // The shortcut of a tile's four pixels, and two biases.
    expect(loads.map(([, before]) => before)).toEqual(Array.from({ length: 6 }, () => 'vec4f('));
  });

  it('float32 has no trace of it', () => whole.shaders.forEach((text) => expect(text).not.toMatch(/f16|vec4h/)));
});
