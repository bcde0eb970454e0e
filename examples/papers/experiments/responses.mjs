// How much layers change what they read: the deviation of what batch norms give, before activation and addition.
import { deviations } from '@resnet-compile/analyse';
import { sgd } from 'resnet-compile';
import { blocksOf } from '../frame/blocks.mjs';
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { firstBatch } from '../frame/first-batch.mjs';
import { lineChart } from '../frame/line-chart.mjs';
import { loaded } from '../frame/loaded.mjs';
import { mean } from '../frame/statistics.mjs';
import { table as markdown } from '../frame/table.mjs';
import { trainAlike } from '../frame/train-alike.mjs';

export const title = 'Layer responses';
export const source = 'He et al. 2015, section 4.2 and figure 7';
export const settings = {
  shallow: [20, 20, 'layers of the shallowest networks, 6n + 2'],
  middle: [56, 56, 'layers of the next'],
  deep: [110, 110, 'layers of the deepest, which is residual alone'],
  width: [4, 16, 'channels of the first stage'],
  images: [50_000, 50_000, 'to train on'],
  steps: [1_500, 64_000, ''],
  batch: [32, 128, 'images of a step, and of a measurement'],
  // In so much fewer steps the paper's would take next to nothing off γ; this takes as much as there.
  decay: [4e-3, 1e-4, 'of weights, γ among them'],
};

export async function run({ shallow, middle, deep, width, decay, ...settings }, frame) {
  const declared = { optimizer: sgd({ momentum: 0.9, weightDecay: decay }) };
  const networks = [
    ...['plain', 'residual'].flatMap((kind) => [shallow, middle].map((depth) => [kind, depth])),
    ['residual', deep],
  ];
  const runs = networks.map(([kind, depth]) => {
    const outputs = ['bn1', ...blocksOf(depth).flatMap((block) => [`${block}.bn1`, `${block}.bn2`])];
    const shortcut = kind === 'plain' ? 'none' : 'A';
    return { name: `${kind} ${depth}`, network: cifarNetwork({ depth, width, shortcut, outputs }, declared) };
  });
  const { pictures, results } = await trainAlike(runs, settings, frame);
  const { images } = await firstBatch(pictures.test, settings.batch);
  const rows = [];
  for (const { name, network, weights } of results) {
    const { logits: _, ...responses } = await loaded(network, { weights }, (each) => each.run(images));
    rows.push({ name, deviations: Object.values(deviations(responses)) });
  }
  return { rows };
}

export const table = ({ rows }) =>
  markdown(
    ['network', 'batch norms', 'mean deviation', 'of the first third', 'of the last third'],
    rows.map(({ name, deviations: all }) => {
      const third = Math.ceil(all.length / 3);
      const parts = [all, all.slice(0, third), all.slice(-third)];
      return [name, all.length, ...parts.map((part) => mean(part).toFixed(3))];
    }),
  );

export const picture = ({ rows }) =>
  lineChart({
    title: 'Deviation of what each batch norm gives',
    x: 'layer',
    series: rows.map(({ name, deviations: all }) => ({
      name,
      lineStyle: { type: name.startsWith('plain') ? 'dashed' : 'solid' },
      data: all.map((value, layer) => [layer + 1, value]),
    })),
  });
