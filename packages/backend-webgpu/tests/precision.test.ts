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
import { parseProgram, printProgram, verifyProgram, type KernelProgram } from '@resnet-compile/ir';
import { runPlacedProgram, runProgram, toState, toValues } from '@resnet-compile/reference';
import { fillState, images } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { buildWebGpuPlan, webgpuHalfTarget, webgpuTarget } from '../src/index.ts';
import { compileForWebGpu, distance } from './on-device.ts';

const small = network({ input: [3, 8, 6] }, [
  conv(8, { kernel: 3 }),
  relu(),
  conv(8, { kernel: 3 }),
  maxPool({ kernel: 2 }),
  concatenate([conv(3, { bias: true }), conv(4)]),
  globalAveragePool(),
  dense(5),
]);
const costs = { ...webgpuTarget.costs, batches: [1], tiles: [{ pixels: 2, channels: 4 }], multiplyAdd: 1e6 };
const [wholeProgram, halfProgram] = [webgpuTarget, webgpuHalfTarget].map((target) =>
  compileForWebGpu(small, { ...target, costs }),
) as [KernelProgram, KernelProgram];
const [whole, half] = [buildWebGpuPlan(wholeProgram), buildWebGpuPlan(halfProgram)];

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

  it('its program can be printed, parsed, and run without a device', () => {
    const text = printProgram(halfProgram);
    const parsed = parseProgram(text);
    verifyProgram(parsed, webgpuHalfTarget);
    expect(parsed).toEqual(halfProgram);
    const run = { images: toValues(images(0, [2, 3, 8, 6])), state: toState(fillState(parsed.parameters)) };
    const [inHalf, inWhole] = [parsed, wholeProgram].map((each) => runProgram(each, run).data);
    expect(runPlacedProgram(parsed, run).data).toEqual(inHalf);
    const off = distance(inHalf!, inWhole!);
    // Not one rounding to 24 bits, but several to 11.
    expect(off).toBeGreaterThan(2 ** -16);
    expect(off).toBeLessThan(4e-3);
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
        webgpuHalfTarget,
      ),
    );
    const loads = shaders.flatMap((text) => {
      const halves = [...text.matchAll(/\b(b\d+|weights):array<vec4h>/g)].map(([, name]) => name!);
      return halves.flatMap((name) => [...text.matchAll(new RegExp(`operand\\d[^=]*=(.*?)${name}\\[`, 'g'))]);
    });
    // The shortcut of a tile's four pixels, two biases, and what the mean is formed of.
    expect(loads.map(([, before]) => before)).toEqual(Array.from({ length: 7 }, () => 'vec4f('));
  });

  it('float32 has no trace of it', () => whole.shaders.forEach((text) => expect(text).not.toMatch(/f16|vec4h/)));
});
