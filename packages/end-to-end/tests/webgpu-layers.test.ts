import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compile } from '@resnet-compile/compiler';
import { cifarResnet, resnet, type Network } from '@resnet-compile/dsl';
import { deviceNames } from '@resnet-compile/plan';
import type { Network as LoadedNetwork } from '@resnet-compile/runtime';
import { fillState, images, useSoftwareVulkan } from '@resnet-compile/testing';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { beforeAll, expect, test } from 'vitest';
import { softwareWebgpuTarget, webgpuTarget } from '@resnet-compile/backend-webgpu';
import { cpuTarget } from '@resnet-compile/backend-cpu';
import { writesOf, type KernelProgram, type Target } from '@resnet-compile/ir';
import { emitModule } from '@resnet-compile/module';
import { backends } from '@resnet-compile/driver';
import { leftOut, thorough } from './thorough.ts';

let gpu: object;
beforeAll(async () => {
  await useSoftwareVulkan();
  gpu = (await import('webgpu')).create([]);
});
const folder = temporaryFolder('webgpu-layers-');
const importNatively = createRequire(import.meta.url);

function programFor(network: Network, target: Target): KernelProgram {
  const compiled = compile(network, { name: 'net', target });
  if ('problems' in compiled) throw new Error('the network has problems');
  return compiled.program;
}

/** A program that ends where a buffer is complete, and gives it back. */
function upTo(program: KernelProgram, output: string): KernelProgram {
  const end = program.kernels.findLastIndex((kernel) => writesOf(kernel).includes(output));
  const kernels = program.kernels.slice(0, end + 1);
  const used = new Set([program.input, ...kernels.flatMap((kernel) => [...writesOf(kernel)])]);
  return { ...program, output, kernels, buffers: program.buffers.filter(({ id }) => used.has(id)) };
}

const networks: readonly (readonly [string, Network])[] = [
  ['a CIFAR network', cifarResnet(8)],
  [
    'pre-activated bottlenecks',
    resnet({ stages: [1, 1], block: 'bottleneck', variant: 'v2', width: 16, input: [3, 33, 29], classes: 7 }),
  ],
];

test.skipIf(!thorough).each(networks)(
  `every layer's output is the same on WebGPU as on the CPU: %s${leftOut}`,
  async (name, network) => {
    const programs = {
      cpu: programFor(network, cpuTarget),
      hardware: programFor(network, webgpuTarget),
      software: programFor(network, softwareWebgpuTarget),
    };
    const { parameters, prepare, input, buffers } = programs.cpu;
    const weights = Object.fromEntries([...fillState(parameters)].map(([name, { data }]) => [name, data]));
    const shape = buffers.find(({ id }) => id === input)!.shape;
    const batch = images(0, [2, ...shape]).data;
    const layers = buffers.filter(({ id }) => id !== input);
    expect(layers.length).toBeGreaterThan(8);
    for (const { id, shape: map } of layers) {
      const path = join(folder, `${name} ${id}.mjs`);
      const model = {
        name: 'net',
        input: shape,
        classes: map[0] * map[1] * map[2],
        outputs: [{ name: 'logits', shape: [map[0] * map[1] * map[2]] }],
        parameters,
        parameterCount: 0,
        multiplyAdds: 0,
      };
      const cut = (program: KernelProgram): KernelProgram => upTo(program, id);
      const cpu = backends.cpu.inference.emit([cut(programs.cpu)], model).part;
      const webgpu = backends.webgpu.inference.emit([cut(programs.hardware), cut(programs.software)], model).part;
      writeFileSync(path, emitModule({ model, prepare, cpu, webgpu }));
      const { load } = importNatively(path) as { load: (options: object) => Promise<LoadedNetwork> };
      const [expected, found] = await Promise.all(
        deviceNames.map(async (device) => {
          const loaded = await load({ device, weights, gpu });
          const result = await loaded.predict(batch);
          await loaded.dispose();
          return result;
        }),
      );
      const largest = expected!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest, id).toBeGreaterThan(0);
      const distance = expected!.reduce((most, value, index) => Math.max(most, Math.abs(value - found![index]!)), 0);
      expect(distance / largest, id).toBeLessThan(1e-5);
    }
  },
  900_000,
);
