// How much layers change what they read: the deviation of what batch norms give, before activation and addition.
import { deviations } from '@resnet-compile/analyse';
import { sgd } from 'resnet-compile';
import { blocksOf } from '../frame/blocks.mjs';
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { firstBatch } from '../frame/first-batch.mjs';
import { inOrder } from '../frame/in-order.mjs';
import { loaded } from '../frame/loaded.mjs';
import { logarithmic, panels } from '../frame/panels.mjs';
import { published } from '../frame/published.mjs';
import { mean } from '../frame/statistics.mjs';
import { table as markdown } from '../frame/table.mjs';
import { trainAlike } from '../frame/train-alike.mjs';

export const title = 'Layer responses';
export const source = 'He et al. 2015, section 4.2 and figure 7';
export const settings = {
  shallow: [20, 20, 'layers of the shallowest networks, 6n + 2'],
  middle: [56, 56, 'layers of the next'],
  deep: [110, 110, 'layers of the deepest'],
  width: [4, 16, 'channels of the first stage'],
  images: [50_000, 50_000, 'to train on'],
  steps: [1_500, 64_000, ''],
  batch: [32, 128, 'images of a step, and of a measurement'],
  // In so much fewer steps the paper's would take next to nothing off γ; this takes as much as there.
  decay: [4e-3, 1e-4, 'of weights, γ among them'],
};

const normsOf = (depth) => ['bn1', ...blocksOf(depth).flatMap((block) => [`${block}.bn1`, `${block}.bn2`])];

export async function run({ shallow, middle, deep, width, decay, ...settings }, { published: folder, ...frame }) {
  const declared = { optimizer: sgd({ momentum: 0.9, weightDecay: decay }) };
  const runs = Object.entries({ plain: 'none', residual: 'A' }).flatMap(([kind, shortcut]) =>
    [shallow, middle, deep].map((depth) => ({
      name: `${kind} ${depth}`,
      network: cifarNetwork({ depth, width, shortcut, outputs: normsOf(depth) }, declared),
    })),
  );
  const { pictures, results } = await trainAlike(runs, settings, frame);
  const { images } = await firstBatch(pictures.test, settings.batch);
  const ofOurs = await inOrder(results, async ({ name, network, weights, testError }) => {
    const { logits: _, ...responses } = await loaded(network, { weights }, (each) => each.run(images));
    return { name, testError, deviations: Object.values(deviations(responses)) };
  });
  const ofPublished = await inOrder(published(folder), async ({ depth, stateFor }) => {
    const network = cifarNetwork({ depth, width: 16, shortcut: 'A-split', outputs: normsOf(depth) });
    const { logits: _, ...responses } = await loaded(network, { seed: 1 }, async (each) => {
      await each.loadStateDict(stateFor(each.model.parameters));
      return each.run(images);
    });
    return { name: `residual ${depth}, to the end`, deviations: Object.values(deviations(responses)) };
  });
  return { rows: [...ofOurs, ...ofPublished] };
}

export const table = ({ rows }) =>
  markdown(
    ['network', 'test error, %', 'mean deviation', 'of the first third', 'of the last third'],
    rows.map(({ name, testError, deviations: all }) => {
      const third = Math.ceil(all.length / 3);
      const parts = [all, all.slice(0, third), all.slice(-third)];
      return [name, testError?.toFixed(1) ?? '', ...parts.map((part) => mean(part).toFixed(3))];
    }),
  );

export const picture = ({ rows }) => {
  const chart = (title, yAxis, isShown) => ({
    title,
    x: 'layer',
    yAxis,
    series: rows.filter(isShown).map(({ name, deviations: all }) => ({
      // A legend tells lines apart by their names.
      name: name.replace(/^residual (\d+)(, to the end)?$/, (_, depth, trained) =>
        trained ? depth : `${depth} layers`,
      ),
      data: all.map((value, layer) => [layer + 1, value]),
    })),
  });
  // Gradients that explode make γ of the first layers of a deep plain network large: hence the powers of ten.
  return panels(
    [
      chart('Plain, short runs', logarithmic, ({ name }) => name.startsWith('plain')),
      chart('Residual, short runs', { min: 0 }, ({ name }) => /^residual \d+$/.test(name)),
      chart('Residual, to the end', { min: 0 }, ({ name }) => name.endsWith('to the end')),
    ].filter(({ series }) => series.length),
    { columns: 3 },
  );
};
