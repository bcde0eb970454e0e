import { build } from '@resnet-compile/compiler';
import { runGraph, toState, toValues } from '@resnet-compile/reference';
import { oracles, type OracleCase } from '@resnet-compile/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { compiledModule, type CompiledModule } from './compiled-module.ts';
import { distanceFromOracle, oracleImages, oracleNetwork, oracleState } from './oracle-network.ts';
import { leftOut, thorough } from './thorough.ts';

const modules = new Map<OracleCase, CompiledModule>();
const moduleOf = (oracle: OracleCase): CompiledModule => {
  const module = modules.get(oracle) ?? compiledModule(oracleNetwork(oracle.case), 'cpu', oracle.case.name);
  modules.set(oracle, module);
  return module;
};

// For the eye alone: times are no matter of right and wrong.
afterAll(() => {
  const slowest = [...modules.values()].sort((a, b) => b.seconds - a.seconds).slice(0, 3);
  const total = [...modules.values()].reduce((sum, { seconds }) => sum + seconds, 0);
  console.log(
    `${modules.size} networks compiled in ${total.toFixed(1)} s; ${slowest.map(({ model, seconds }) => `${model.name} ${seconds.toFixed(2)} s`).join(', ')}`,
  );
});

/** Name and value of each, for test.each. */
const named = (some: readonly OracleCase[]): readonly (readonly [string, OracleCase])[] =>
  some.map((oracle) => [oracle.case.name, oracle] as const);

async function distance(oracle: OracleCase, { load }: CompiledModule): Promise<number> {
  const state = oracleState(oracle);
  const network = await load({
    device: 'cpu',
    weights: Object.fromEntries(Array.from(state, ([name, { data }]) => [name, data])),
  });
  try {
    return distanceFromOracle(oracle, await network.predict(oracleImages(oracle).data));
  } finally {
    await network.dispose();
  }
}

test('there are 36 networks', () => expect(oracles).toHaveLength(36));

describe('the compiled module says what PyTorch says of the network', () => {
  test.each(named(oracles))('%s', (_, oracle) => {
    const { model } = moduleOf(oracle);
    expect(model.parameterCount).toBe(oracle.parameters);
    expect(new Map(model.parameters.map(({ name, shape }) => [name, [...shape]]))).toEqual(
      new Map(Object.entries(oracle.state)),
    );
    expect([model.name, model.input, model.classes]).toEqual([
      oracle.case.name,
      oracle.case.input,
      oracle.case.classes,
    ]);
  });
});

describe("logits from WebAssembly lie within 1e-4 of PyTorch's", () => {
  const run = async (_: string, oracle: OracleCase): Promise<void> =>
    expect(await distance(oracle, moduleOf(oracle))).toBeLessThan(1e-4);
  // Half of the time is that of the three largest.
  const isLarge = (oracle: OracleCase): boolean => moduleOf(oracle).summary.multiplyAdds > 5e9;
  test.each(named(oracles.filter((oracle) => !isLarge(oracle))))('%s', run);
  test.skipIf(!thorough).each(named(oracles.filter(isLarge)))(`%s${leftOut}`, run);
});

const isSmall = (oracle: OracleCase): boolean =>
  moduleOf(oracle).summary.multiplyAdds * (oracle.case.batch ?? 2) <= 1e8;
const small = oracles.filter(isSmall);

describe("logits from plain JavaScript lie within 1e-4 of PyTorch's", () => {
  test.each(named(small))('%s', async (_, oracle) => {
    const module = compiledModule(oracleNetwork(oracle.case), 'js', oracle.case.name);
    expect(await distance(oracle, module)).toBeLessThan(1e-4);
  });
});

const upToResnet20 = oracles.filter(
  (oracle) => isSmall(oracle) || /^cifar-(resnet|plain)20|^cifar-wrn16|^cifar-preact29/.test(oracle.case.name),
);

describe("logits from the reference, in float64, lie within 1e-8 of PyTorch's", () => {
  test.each(named(upToResnet20))('%s', (_, oracle) => {
    const { graph } = build(oracleNetwork(oracle.case), { name: oracle.case.name });
    // Inference treats every image by itself: the first two are enough.
    const { data } = runGraph(graph!, {
      images: toValues(oracleImages(oracle, 2)),
      state: toState(oracleState(oracle)),
    });
    expect(distanceFromOracle(oracle, data)).toBeLessThan(1e-8);
  });
});
