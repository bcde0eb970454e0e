import { cpuTarget } from '@resnet-compile/backend-cpu';
import { compile } from '@resnet-compile/compiler';
import type { Target } from '@resnet-compile/ir';
import { describeModel, emitModule } from '@resnet-compile/module';
import { oracles, type OracleCase } from '@resnet-compile/testing';
import { describe, expect, test } from 'vitest';
import { backends } from '@resnet-compile/driver';
import { importModule } from './compiled-module.ts';
import { distanceFromOracle, oracleImages, oracleNetwork, oracleState } from './oracle-network.ts';
import { thorough } from './thorough.ts';

const { winograd, ...direct } = cpuTarget;
/** Each transformed weight earns time, so that the algorithm is taken wherever it can be. */
const forced = (outputs: 2 | 4): Target => ({
  ...direct,
  winograd: { ...winograd!, outputs: [outputs], multiplyAdd: 0, transformed: 0, weight: -1 },
});

const compileFor = (oracle: OracleCase, target: Target) => {
  const compiled = compile(oracleNetwork(oracle.case), { name: oracle.case.name, target });
  if ('problems' in compiled) throw new Error('an oracle has problems');
  return compiled;
};

/** Small ones, unless there is time. */
const affordable = oracles.filter((oracle) => {
  const { graph, program } = compileFor(oracle, direct);
  return describeModel(graph, program).multiplyAdds <= (thorough ? 4e9 : 0.1e9);
});

describe.each<readonly [string, Target]>([
  ['directly', direct],
  ['by F(2×2, 3×3)', forced(2)],
  ['by F(4×4, 3×3)', forced(4)],
])("convolutions computed %s: logits within 1e-4 of PyTorch's", (_, target) => {
  test.each(affordable.map((oracle) => [oracle.case.name, oracle] as const))('%s', async (_name, oracle) => {
    const { graph, program } = compileFor(oracle, target);
    const model = describeModel(graph, program);
    const { part } = backends.cpu.inference.emit([program], model);
    const { load } = importModule(emitModule({ model, prepare: program.prepare, cpu: part }));
    const network = await load({
      device: 'cpu',
      weights: Object.fromEntries(Array.from(oracleState(oracle), ([name, { data }]) => [name, data])),
    });
    expect(distanceFromOracle(oracle, await network.predict(oracleImages(oracle, 2).data))).toBeLessThan(1e-4);
    await network.dispose();
  });
});
