import { buildPlan, cpuTarget, emitWasm, variants } from '@resnet-compile/backend-cpu';
import {
  buildWebGpuPlan,
  buildWebGpuTrainingPlan,
  softwareWebgpuTarget,
  webgpuTarget,
  webgpuTrainingTarget,
} from '@resnet-compile/backend-webgpu';
import { compile } from '@resnet-compile/compiler';
import * as dsl from '@resnet-compile/dsl';
import type { Network } from '@resnet-compile/dsl';
import type { Target } from '@resnet-compile/ir';
import type { ProgramPlan } from '@resnet-compile/plan/webgpu';
import { family, useSoftwareVulkan } from '@resnet-compile/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { architectureSources } from './architecture-sources.ts';
import { leftOut, thorough } from './thorough.ts';
import { batchAt, trainingModule } from './training-module.ts';

const { cifarResnet, cifarPlain, cifarPreactResnet, wideResnet } = dsl;
const withoutDepth = new Set(architectureSources.map(({ name }) => name));
/** Torchvision's and their plain twins, and of all others one of each kind; all, and a thousand layers, in the thorough run. */
const tried =
  /^(?:(?:resnet|plain)\d+|(?:resnext|wide_resnet)\d+_\w+|resnetv2_50x1_bit|resnetv2_50d_evos|skresnet18|resnest14d)$/;
const named = new Set([...withoutDepth].filter((name) => thorough || tried.test(name)));
const networks: readonly (readonly [name: string, network: Network])[] = [
  ...Object.entries(dsl).flatMap(([name, make]) =>
    named.has(name) ? [[name, (make as typeof dsl.resnet18)()] as const] : [],
  ),
  ...[20, 56, 62, 110, ...(thorough ? [1202] : [])].map(
    (depth) => [`cifarResnet(${depth})`, cifarResnet(depth)] as const,
  ),
  ...[20, 110].map((depth) => [`cifarPlain(${depth})`, cifarPlain(depth)] as const),
  ...[164, ...(thorough ? [1001] : [])].map(
    (depth) => [`cifarPreactResnet(${depth})`, cifarPreactResnet(depth)] as const,
  ),
  ...(
    [
      [16, 4],
      [28, 10],
      [40, 4],
    ] as const
  ).map(([depth, k]) => [`wideResnet(${depth}, ${k})`, wideResnet(depth, k)] as const),
];

const declaration = {
  optimizer: { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4, decay: 'all' },
  clipNorm: 1,
  accumulate: 2,
  ema: { decay: 0.999, from: 'first update', warmUp: true },
} as const;

function programOf(network: Network, target: Target, mode: 'inference' | 'training') {
  const compiled = compile(network, { name: 'net', target, mode });
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  return compiled.program;
}

/** What every device has (WebGPU, §3.6.2). */
const limits = { storage: 8, uniforms: 12, uniformBytes: 65536, workgroupBytes: 16384, invocations: 256 };
const bytesOf = { f32: 4, vec2f: 8, vec4f: 16, vec4u: 16, u32: 4 } as const;

/** Where a plan asks for more than every device has; shaders are added to `seen`. */
function faultsOf({ shaders, dispatches, numbers }: ProgramPlan, seen: Set<string>): readonly string[] {
  const faults: string[] = [];
  const expectAtMost = (what: string, count: number, most: number): void =>
    void (count > most && faults.push(`${what}: ${count}, at most ${most}`));
  const declared = shaders.map((text) => {
    seen.add(text);
    const variables = [...text.matchAll(/@binding\(\d+\)var<(\w+)/g)].map(([, kind]) => kind);
    for (const [line, count = '1', type = ''] of text.matchAll(/var<uniform>\w+:(?:array<\w+,(\d+)>|(\w+))/g))
      expectAtMost(line, Number(count) * 16, type ? 16 : 16 * 16);
    expectAtMost('storage buffers', variables.filter((kind) => kind === 'storage').length, limits.storage);
    expectAtMost('uniforms', variables.filter((kind) => kind === 'uniform').length, limits.uniforms);
    const shared = [...text.matchAll(/var<workgroup>\w+:array<(\w+),(\d+)>/g)].map(
      ([, type, count]) => bytesOf[type as keyof typeof bytesOf] * Number(count),
    );
    expectAtMost(
      'workgroup memory',
      shared.reduce((sum, bytes) => sum + bytes, 0),
      limits.workgroupBytes,
    );
    expectAtMost('invocations', Number(/@workgroup_size\((\d+)\)/.exec(text)?.[1]), limits.invocations);
    return variables.length;
  });
  for (const { name, shader, bindings } of dispatches)
    if (1 + bindings.length !== declared[shader])
      faults.push(`${name} binds ${1 + bindings.length} of ${declared[shader]} variables`);
  for (const list of numbers) expectAtMost('numbers of a uniform', list.length, 64);
  return faults;
}

// Kept as long as anything of it is used.
let gpu: GPU;
beforeAll(async () => {
  await useSoftwareVulkan();
  gpu = (await import('webgpu')).create([]);
});

test('none is forgotten: but for four that take a depth, all have names alone', () => {
  expect(withoutDepth.size).toBe(family.length + 2);
  expect(networks).toHaveLength(named.size + (thorough ? 12 : 10));
});

describe('every named architecture compiles, for every target, and to train', { timeout: 1_800_000 }, () => {
  let device: GPUDevice;
  beforeAll(async () => {
    device = await (await gpu.requestAdapter())!.requestDevice();
  });
  const known = new Set<string>();

  test.each(networks)('%s', async (_, network) => {
    for (const mode of ['inference', 'training'] as const) {
      const { shapes } = buildPlan(programOf(network, cpuTarget, mode));
      for (const variant of Object.values(variants))
        expect(WebAssembly.validate(emitWasm(shapes, variant) as Uint8Array<ArrayBuffer>)).toBe(true);
    }
    const plans = [
      ...[webgpuTarget, softwareWebgpuTarget].map((target) => buildWebGpuPlan(programOf(network, target, 'inference'))),
      buildWebGpuTrainingPlan(programOf(network, webgpuTrainingTarget, 'training'), declaration).step,
    ];
    const seen = new Set<string>();
    expect(plans.flatMap((plan) => faultsOf(plan, seen))).toEqual([]);
    const messages: string[] = [];
    for (const code of seen) {
      if (known.has(code)) continue;
      known.add(code);
      const { messages: found } = await device.createShaderModule({ code }).getCompilationInfo();
      messages.push(...found.filter(({ type }) => type === 'error').map(({ message }) => `${message} in ${code}`));
    }
    expect(messages).toEqual([]);
  });
});

test.skipIf(!thorough)(
  `a hundred layers more take no more than a step: its loss is that of the CPU${leftOut}`,
  { timeout: 1_800_000 },
  async () => {
    const { load, model } = trainingModule(cifarResnet(122, { input: [3, 8, 8], width: 4 }), 'deep', 'both');
    const batch = { ...batchAt(model, 0, 4), learningRate: 0.01 };
    const losses: number[][] = [];
    for (const options of [{ device: 'cpu' }, { device: 'webgpu', gpu }] as const) {
      const net = await load({ ...options, seed: 1 });
      const first = await net.trainStep(batch);
      losses.push([first.loss, (await net.trainStep(batch)).loss]);
      await net.dispose();
    }
    const [cpu, webgpu] = losses as [number[], number[]];
    webgpu.forEach((loss, step) => expect(Math.abs(loss / cpu[step]! - 1)).toBeLessThan(1e-3));
  },
);
