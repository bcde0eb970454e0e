import { cpuTarget } from '@resnet-compile/backend-cpu';
import * as compiler from '@resnet-compile/compiler';
import { cifarResnet, sgd, training } from '@resnet-compile/dsl';
import { expect, test, vi } from 'vitest';
import { compileModule, compileTraining, stagesOf, type Stages, type StageRecord } from '../src/index.ts';

// In all its use, the real one: its calls are counted.
vi.mock('@resnet-compile/compiler', async (original) => {
  const real = await original<typeof compiler>();
  return { ...real, build: vi.fn(real.build) };
});

const network = training(cifarResnet(8), { optimizer: sgd() });

function built(onPass?: (record: StageRecord) => void): Stages {
  const stages = stagesOf(network, { name: 'net', onPass });
  if ('problems' in stages) throw new Error('the network has problems');
  return stages;
}

test('for two devices and with its training step a network is built once, and each stage that they share is run once', () => {
  vi.mocked(compiler.build).mockClear();
  const runs: string[] = [];
  const stages = built(({ pass, mode, target }) => runs.push([pass.name, mode, target ?? 'all'].join(' ')));
  compileModule(stages);
  compileTraining(stages);
  expect(compiler.build).toHaveBeenCalledTimes(1);
  expect(runs.filter((run) => run.startsWith('lower-to-kernels'))).toEqual([
    'lower-to-kernels inference all',
    'lower-to-kernels training all',
  ]);
  expect(runs.filter((run) => run.startsWith('fuse-epilogues'))).toHaveLength(2);
  expect(runs.filter((run) => run.startsWith('recompute'))).toEqual(['recompute training all']);
  // What predicts in the module that trains is scheduled as in the one that runs.
  expect(runs.filter((run) => run.startsWith('plan-memory')).sort()).toEqual([
    'plan-memory inference cpu',
    'plan-memory inference cpu',
    'plan-memory inference webgpu',
    'plan-memory inference webgpu',
    'plan-memory training cpu',
    'plan-memory training webgpu-training',
  ]);
});

test('the stages are those of compile: the same programs', () => {
  const { program } = built();
  const target = cpuTarget;
  for (const mode of ['inference', 'training'] as const) {
    const compiled = compiler.compile(network, { name: 'net', target, mode });
    if ('problems' in compiled) throw new Error('the network has problems');
    expect(program(mode, { target })).toEqual(compiled.program);
  }
});

test('the plan for software adapters is there when it is asked for, and the rest of the module is the same', () => {
  const [without, withIt] = [false, true].map((softwareGpu) => compileModule(built(), { softwareGpu }).module);
  expect(without).not.toContain('software: JSON');
  expect(withIt).toContain('software: JSON');
  expect(withIt?.replace(/, software: JSON\.parse\('[^']*'\)/, '').replace(/const id = "\w+"/, '')).toBe(
    without?.replace(/const id = "\w+"/, ''),
  );
});

test('a network under another name is not compiled again', () => {
  const compiled = compileModule(built(), { target: 'js' });
  vi.mocked(compiler.build).mockClear();
  const renamed = compiled.renamed('other');
  expect(compiler.build).not.toHaveBeenCalled();
  expect(renamed.module).toBe(compiled.module.replaceAll('"net"', '"other"').replace('./net.d.ts', './other.d.ts'));
});
