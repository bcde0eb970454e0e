import { resnet } from '@resnet-compile/dsl';
import { describe, expect, it } from 'vitest';
import { buildWebGpuPlan, softwareWebgpuTarget } from '../src/index.ts';
import { compileForWebGpu } from './on-device.ts';

const network = resnet({ stages: [3, 4, 6, 3], block: 'bottleneck' });
const resnet50 = compileForWebGpu(network);
const plan = buildWebGpuPlan(resnet50);

describe('the plan of ResNet-50', () => {
  it('is plain JSON, the same every time', () => {
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(JSON.stringify(buildWebGpuPlan(resnet50))).toBe(JSON.stringify(plan));
  });

  it('has one dispatch per kernel, and one shader per shape', () => {
    expect(plan.dispatches).toHaveLength(resnet50.kernels.length);
    expect(plan.shaders.length).toBeLessThan(resnet50.kernels.length * 0.6);
    expect(new Set(plan.shaders).size).toBe(plan.shaders.length);
    const shaderOf = (name: string): number =>
      plan.dispatches.find((dispatch) => dispatch.name.startsWith(name))!.shader;
    expect(shaderOf('layer3.1.conv2')).toBe(shaderOf('layer3.5.conv2'));
  });

  it('loads products through workgroup memory on GPUs, and not where the adapter is software', () => {
    const software = buildWebGpuPlan(compileForWebGpu(network, softwareWebgpuTarget));
    expect(plan.shaders.filter((text) => text.includes('var<workgroup>')).length).toBeGreaterThan(
      plan.shaders.length / 3,
    );
    expect(software.shaders.filter((text) => text.includes('var<workgroup>'))).toEqual([]);
  });

  it('binds no buffer for reading and writing at once', () => {
    for (const { name, shader, bindings } of plan.dispatches) {
      const buffers = bindings.flatMap(([kind, index]) => (kind === 'activation' ? [index] : []));
      const written = [...plan.shaders[shader]!.matchAll(/var<storage,(read_write|read)>b(\d+)/g)].map(
        ([, access, index]) => [access === 'read_write', buffers[Number(index)]!] as const,
      );
      const into = new Set(written.flatMap(([isWritten, buffer]) => (isWritten ? [buffer] : [])));
      expect(
        written.filter(([isWritten, buffer]) => !isWritten && into.has(buffer)),
        name,
      ).toEqual([]);
    }
  });

  it('aligns every block of weights, and lets no two overlap', () => {
    const { blocks } = plan;
    blocks.forEach(({ offset, size }, index) => {
      expect(offset % 256).toBe(0);
      expect(offset + size).toBeLessThanOrEqual(blocks[index + 1]?.offset ?? plan.weightsBytes);
    });
  });

  it('shares activations: the sum of all buffers is at most 1.3 times what is live at once', () => {
    const bytes = plan.buffers.reduce((sum, { perImage }) => sum + perImage, 0);
    // conv1 of layer1.0: 64 channels before, 256 of the shortcut and 256 of the result, 56×56 each.
    expect(bytes).toBeLessThanOrEqual(1.3 * (64 + 256 + 256) * 56 * 56 * 4);
  });
});

it('names a program that was scheduled for something else', () => {
  const { target: _, ...unscheduled } = resnet50;
  expect(() => buildWebGpuPlan(unscheduled)).toThrow('the WebGPU backend was given a program for no target');
});
