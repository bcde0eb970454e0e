import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { buildPlan, emitJavaScript, javascriptPanel, javascriptTarget } from '@resnet-compile/backend-cpu';
import { buildWebGpuPlan, softwareWebgpuTarget, webgpuTarget } from '@resnet-compile/backend-webgpu';
import { compile, type Compiled } from '@resnet-compile/compiler';
import { resnet } from '@resnet-compile/dsl';
import type { Target } from '@resnet-compile/ir';
import { softwareVulkan } from '@resnet-compile/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeModel, emitModule, type ModuleParts } from '../src/index.ts';

const network = resnet({ stages: [1, 1], width: 6, stem: 'cifar', block: 'basic', input: [3, 8, 7], classes: 5 });
const compileFor = (target: Target): Compiled => {
  const compiled = compile(network, { name: 'small', target });
  if ('problems' in compiled) throw new Error('the network has problems');
  return compiled;
};
const { graph, program } = compileFor(webgpuTarget);
const webgpu = {
  data: {
    hardware: buildWebGpuPlan(program),
    software: buildWebGpuPlan(compileFor(softwareWebgpuTarget).program),
  },
};
const { plan, shapes } = buildPlan(compileFor(javascriptTarget).program);
const cpu = {
  data: { plan, code: { panel: javascriptPanel } },
  hostCode: { kernels: emitJavaScript(shapes) },
};
const common = { model: describeModel(graph, program), prepare: program.prepare };
const variants: Readonly<Record<string, ModuleParts>> = {
  cpu: { ...common, cpu },
  webgpu: { ...common, webgpu },
  both: { ...common, cpu, webgpu },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'web-gpu-module-'));
  for (const [name, parts] of Object.entries(variants)) await writeFile(join(folder, `${name}.mjs`), emitModule(parts));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a script in a Node of its own beside the modules; it has to end by itself. */
async function run(script: string, env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
  return JSON.parse(stdout) as unknown;
}
const predict = (file: string, options: string): string => `
  const { load } = await import('./${file}.mjs');
  const network = await load({ seed: 7, ${options} });
  const logits = await network.predict(Float32Array.from({ length: 2 * 168 }, (_, index) => Math.sin(index)));
  await network.dispose();
  console.log(JSON.stringify({ device: network.device, logits: [...logits] }));`;

interface Predicted {
  readonly device: string;
  readonly logits: readonly number[];
}

describe('a compiled module in a Node of its own', () => {
  it('without the package webgpu, says how to get it; auto takes the CPU', async () => {
    const message = await run(
      `const { load } = await import('./webgpu.mjs'); console.log(JSON.stringify(await load({ device: 'webgpu' }).catch((error) => error.message)))`,
    );
    expect(message).toMatch(
      /^WebGPU in Node needs the package webgpu, which cannot be loaded \(.*\)\. Run: npm install webgpu, or pass a GPU object as gpu, or load with device: 'cpu'\.$/s,
    );
    expect(await run(predict('both', ''))).toMatchObject({ device: 'cpu' });
  });

  it('with it, predicts on the device what the CPU does, and lets the process end', async () => {
    await symlink(join(dirname(createRequire(import.meta.url).resolve('webgpu')), '..'), join(folder, 'node_modules'));
    const { env } = await softwareVulkan();
    const expected = (await run(predict('cpu', ''))) as Predicted;
    expect(expected.device).toBe('cpu');
    for (const [file, options] of [
      ['webgpu', "device: 'webgpu'"],
      ['both', "device: 'webgpu'"],
    ] as const) {
      const found = (await run(predict(file, options), env)) as Predicted;
      expect(found.device).toBe('webgpu');
      found.logits.forEach((logit, index) => expect(logit).toBeCloseTo(expected.logits[index]!, 4));
    }
    expect(await run(predict('both', ''), env)).toMatchObject({ device: 'cpu' });
  });
});

it('holds the code of its own devices only', () => {
  const texts = Object.fromEntries(Object.entries(variants).map(([name, parts]) => [name, emitModule(parts)]));
  expect(texts['cpu']).not.toContain('requestAdapter');
  expect(texts['webgpu']).not.toContain('new Worker');
  expect(texts['both']).toContain('requestAdapter');
  expect(emitModule(variants['both']!)).toBe(texts['both']);
  expect(() => emitModule(common)).toThrow('small has a program for no device');
});
