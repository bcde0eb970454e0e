// How gradients vanish or grow on their way back: with and without shortcuts and batch norms, and through shortcuts scaled by λ.
import { lesion, norms } from '@resnet-compile/analyse';
import { identity } from 'resnet-compile';
import { blocksOf } from '../frame/blocks.mjs';
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { cifar } from '../frame/cifar.mjs';
import { compiled } from '../frame/compiled.mjs';
import { firstBatch } from '../frame/first-batch.mjs';
import { inOrder } from '../frame/in-order.mjs';
import { kept } from '../frame/kept.mjs';
import { loaded } from '../frame/loaded.mjs';
import { logarithmic, panels } from '../frame/panels.mjs';
import { table as markdown } from '../frame/table.mjs';

export const title = 'Vanishing gradients';
export const source = 'He et al. 2015, section 1; He et al. 2016, sections 2 and 3';
export const settings = {
  shallow: [20, 20, 'layers of the shallowest networks, 6n + 2'],
  middle: [56, 56, 'layers of the next, and of those with λ'],
  deep: [110, 110, 'layers of the deepest'],
  width: [8, 16, 'channels of the first stage'],
  batch: [64, 128, 'images, before any training'],
};

/** A batch norm makes small values large again, and gradients with them: where it is λ alone that counts, there is none. */
const withoutNorms = { norm: identity(), bias: true };
const kinds = Object.entries({
  plain: { shortcut: 'none' },
  'plain, no BN': { shortcut: 'none', ...withoutNorms },
  residual: {},
  'residual, no BN': withoutNorms,
});
const scaled = [0.5, 0.9, 1, 1.1].map((λ) => [`λ = ${λ}`, { ...withoutNorms, placement: 'full', shortcutScale: λ }, λ]);

export async function run({ shallow, middle, deep, width, batch }, { data, out, threads = 1 }) {
  const pictures = await firstBatch((await cifar(data)).test, batch);
  const networks = [
    ...kinds.flatMap(([name, options]) => [shallow, middle, deep].map((depth) => ({ name, depth, options }))),
    ...scaled.map(([name, options, λ]) => ({ name, depth: middle, options, λ })),
  ];
  const rows = await inOrder(networks, async ({ name, depth, options, λ }) => {
    const blocks = blocksOf(depth, λ !== undefined);
    const network = cifarNetwork({ depth, width, ...options }, { gradients: blocks });
    const { fingerprint } = compiled(network);
    const measured = await kept(`${out}/${name}-${depth}.json`, { fingerprint, batch }, () =>
      loaded(network, { seed: 1, threads }, async (each) => {
        const measure = async () => Object.values(norms((await each.gradients({ ...pictures, of: blocks })).gradients));
        const whole = await measure();
        if (λ === undefined) return { norms: whole };
        // Without bodies, what comes back comes through shortcuts.
        await each.loadStateDict(lesion(await each.stateDict(), blocks));
        const alone = await measure();
        return { norms: whole, alone: alone[0] / alone.at(-1), product: λ ** (blocks.length - 1) };
      }),
    );
    return { name, depth, ...measured };
  });
  return { rows };
}

const ratio = ({ norms }) => norms[0] / norms.at(-1);
const named = (rows, name) => rows.filter((row) => row.name === name);

export const table = ({ rows, settings: { shallow, middle, deep } }) => {
  // Zeros that a shortcut appends, and pixels that it leaves out, take gradients away too: as much for any λ.
  const { alone: unscaled } = rows.find(({ product }) => product === 1);
  const ratios = (name, depths) =>
    depths
      .map((depth) => named(rows, name).find((row) => row.depth === depth))
      .map((row) => row && ratio(row).toExponential(1));
  const depths = [shallow, middle, deep];
  return markdown(
    ['first block’s over the last one’s', ...depths.map((depth) => `${depth} layers`), 'through shortcuts alone', '∏λ'],
    [...kinds, ...scaled].map(([name]) => {
      const { alone, product } = named(rows, name)[0];
      const exact =
        product === undefined ? ['', ''] : [alone / unscaled, product].map((value) => value.toExponential(5));
      return [name, ...ratios(name, depths).map((text) => text ?? ''), ...exact];
    }),
  );
};

// Nothing is too small for a line, and 0 has no logarithm.
const line = (name, points) => ({ name, data: points.map(([x, y]) => [x, Math.max(y, 1e-12)]) });
const byBlock = ({ norms }, name) =>
  line(
    name,
    norms.map((value, block) => [block + 1, value]),
  );

export const picture = ({ rows }) =>
  panels(
    [
      ...kinds.map(([name]) => ({
        title: `Gradient by block, ${name}`,
        series: named(rows, name).map((row) => byBlock(row, `${row.depth} layers`)),
      })),
      {
        title: 'Gradient by block, no BN, shortcuts scaled',
        series: scaled.map(([name]) => byBlock(named(rows, name)[0], name)),
      },
      {
        title: 'First block’s over the last one’s, by layers',
        series: kinds.map(([name]) =>
          line(
            name,
            named(rows, name).map((row) => [row.depth, ratio(row)]),
          ),
        ),
      },
    ],
    { yAxis: logarithmic },
  );
