// How gradients vanish or grow on their way back: with and without shortcuts and batch norms, and through shortcuts scaled by λ.
import { lesion, norms } from '@resnet-compile/analyse';
import { identity } from 'resnet-compile';
import { blocksOf } from '../frame/blocks.mjs';
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { cifar } from '../frame/cifar.mjs';
import { compiled } from '../frame/compiled.mjs';
import { firstBatch } from '../frame/first-batch.mjs';
import { kept } from '../frame/kept.mjs';
import { lineChart } from '../frame/line-chart.mjs';
import { table as markdown } from '../frame/table.mjs';

export const title = 'Vanishing gradients';
export const source = 'He et al. 2015, section 1; He et al. 2016, sections 2 and 3';
export const settings = {
  depth: [56, 110, 'layers of each network, 6n + 2'],
  width: [8, 16, 'channels of the first stage'],
  batch: [64, 128, 'images, before any training'],
};

/** A batch norm makes small values large again, and gradients with them: where it is λ alone that counts, there is none. */
const withoutNorms = { norm: identity(), bias: true };
const scaled = (λ) => [`λ = ${λ}`, { ...withoutNorms, placement: 'full', shortcutScale: λ }, λ];
/** Name, options, and the factor by which each shortcut takes a gradient back. */
const networks = [
  ['plain', { shortcut: 'none' }],
  ['plain, no batch norm', { shortcut: 'none', ...withoutNorms }],
  ['residual', {}],
  ['residual, no batch norm', withoutNorms],
  ...[0.5, 0.9, 1, 1.1].map(scaled),
];

export async function run({ depth, width, batch }, { data, out, threads = 1 }) {
  const pictures = await firstBatch((await cifar(data)).test, batch);
  const rows = [];
  for (const [name, options, λ] of networks) {
    const blocks = blocksOf(depth, options.placement === 'full');
    const { fingerprint, importModule } = compiled(cifarNetwork({ depth, width, ...options }, { gradients: blocks }));
    const measured = await kept(`${out}/${name}.json`, { fingerprint, batch }, async () => {
      const network = await (await importModule()).load({ device: 'cpu', seed: 1, threads });
      const measure = async () =>
        Object.values(norms((await network.gradients({ ...pictures, of: blocks })).gradients));
      const whole = await measure();
      // Without bodies, what comes back comes through shortcuts.
      await network.loadStateDict(lesion(await network.stateDict(), λ ? blocks : []));
      const [first, ...others] = await measure();
      await network.dispose();
      return { norms: whole, alone: first / others.at(-1) };
    });
    rows.push({ name, ...measured, ...(λ && { product: λ ** (blocks.length - 1) }) });
  }
  return { rows };
}

export const table = ({ rows }) => {
  // Zeros that a shortcut appends, and pixels that it leaves out, take gradients away too: as much for any λ.
  const { alone: unscaled } = rows.find(({ product }) => product === 1);
  return markdown(
    ['network, at its start', 'gradient by the first block', 'by the last', 'ratio', 'through shortcuts alone', '∏λ'],
    rows.map(({ name, norms, alone, product }) => [
      name,
      ...[norms[0], norms.at(-1), norms[0] / norms.at(-1)].map((value) => value.toExponential(1)),
      ...(product ? [alone / unscaled, product].map((value) => value.toExponential(6)) : ['', '']),
    ]),
  );
};

export const picture = ({ rows }) => {
  const least = 1e-12;
  const chart = lineChart({
    title: 'Norm of the gradient by what each block gives; dashed: no batch norm, dotted: with λ',
    x: 'block',
    series: rows.map(({ name, norms }, row) => ({
      name,
      lineStyle: { type: row > 3 ? 'dotted' : name.includes('no batch norm') ? 'dashed' : 'solid' },
      // Nothing is too small for a line, and 0 has no logarithm.
      data: norms.map((value, block) => [block + 1, Math.max(value, least)]),
    })),
  });
  return { ...chart, height: 440, grid: { ...chart.grid, top: 110, left: 70 }, yAxis: { type: 'log' } };
};
