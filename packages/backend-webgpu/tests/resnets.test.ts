import { resnet, type Network, type TrainedNetwork } from '@resnet-compile/dsl';
import {
  fillState,
  holdsForNetworks,
  images,
  oracles,
  randomNetwork,
  resnetCombinations,
  type OracleNetwork,
} from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { softwareWebgpuTarget } from '../src/index.ts';
import { expectStepReference, programOf } from './expect-training-reference.ts';
import { compileForWebGpu, distance, expectAsReference, runOnDevice } from './on-device.ts';

describe('residual networks compute what the reference interpreter does', () => {
  // Every combination is tested on the CPU; a fifth of them has all kernels.
  it.each(resnetCombinations.filter((_, index) => index % 5 === 0))('%s', (_, network) =>
    expectAsReference(compileForWebGpu(network, softwareWebgpuTarget)),
  );
  // Small ones: each shader takes SwiftShader a tenth of a second at the least.
  const small = (seed: number): Network => randomNetwork(seed, { longest: 3, depth: 1 });
  it('random ones', () =>
    holdsForNetworks(6, (network) => expectAsReference(compileForWebGpu(network, softwareWebgpuTarget)), small));
  it('training steps of random ones', () =>
    holdsForNetworks(
      3,
      async (network) => {
        const { loss } = (network as Partial<TrainedNetwork>).training ?? {};
        const inference = programOf(network, 'inference');
        if (inference.parameters.some(({ kind }) => kind === 'parameter'))
          await expectStepReference(programOf(network, 'training', loss ? { loss } : {}), inference, {
            batches: [2],
            byCondition: true,
          });
      },
      small,
    ));
});

const networkOf = ({
  block,
  stages,
  width,
  stemWidth,
  stem,
  shortcut,
  variant,
  groups,
  widthPerGroup,
  input,
  classes,
}: OracleNetwork) => {
  const given = Object.entries({ width, stemWidth, stem, shortcut, variant, groups, widthPerGroup }).filter(
    ([, value]) => value !== undefined,
  );
  return resnet({ block, stages, input, classes, ...Object.fromEntries(given) });
};

/** Some differ in how they are trained alone. */
const distinct = new Map(oracles.map((oracle) => [JSON.stringify({ ...oracle.case, name: '', train: {} }), oracle]));
// SwiftShader takes ten seconds to compile each: some of them, but in the thorough run.
const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';
const cases = [...distinct.values()]
  .filter(({ case: { name } }) => name.startsWith('mini-'))
  .filter(({ case: { stem } }, index) => thorough || (index % 6 === 0 && stem === 'cifar'));

describe('through workgroup memory, too, logits equal those of PyTorch within 1e-4', () => {
  it.each(cases.map((oracle) => [oracle.case.name, oracle] as const))(
    '%s',
    async (_, { case: net, state, logits, argmax }) => {
      const filled = fillState(
        Object.entries(state).map(([name, shape]) => ({ name, shape })),
        net,
      );
      const batch = Math.min(3, net.batch ?? 2);
      const program = compileForWebGpu(networkOf(net));
      expect(program.kernels.filter(({ tile }) => tile?.workgroup).length).toBeGreaterThan(program.kernels.length / 4);
      const [found] = await runOnDevice(program, filled, [images(0, [batch, ...net.input], net.seed).data]);
      const rows = Array.from({ length: batch }, (_, n) => found!.subarray(n * net.classes, (n + 1) * net.classes));
      expect(
        distance(
          rows.flatMap((row) => [...row.subarray(0, 16)]),
          logits.slice(0, batch).flat(),
        ),
      ).toBeLessThan(1e-4);
      expect(rows.map((row) => row.indexOf(Math.max(...row)))).toEqual(argmax.slice(0, batch));
    },
  );
});
