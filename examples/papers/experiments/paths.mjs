// How long the paths through a residual network are, and how much of the gradient comes along those of each length.
import { alongPath, norm, pathLengths, seeded, someOf } from '@resnet-compile/analyse';
import { blockGradients } from '../frame/block-gradients.mjs';
import { blocksOf } from '../frame/blocks.mjs';
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { firstBatch } from '../frame/first-batch.mjs';
import { inOrder } from '../frame/in-order.mjs';
import { kept } from '../frame/kept.mjs';
import { loaded } from '../frame/loaded.mjs';
import { logarithmic, panels } from '../frame/panels.mjs';
import { mean } from '../frame/statistics.mjs';
import { table as markdown } from '../frame/table.mjs';
import { stateIn } from '../frame/train-all.mjs';
import { trainAlike } from '../frame/train-alike.mjs';

export const title = 'Paths and their gradients';
export const source = 'Veit et al. 2016, sections 3.1 and 5, figure 6';
export const settings = {
  depth: [32, 110, 'layers, 6n + 2'],
  width: [8, 16, 'channels of the first stage'],
  images: [20_000, 50_000, 'to train on'],
  steps: [200, 64_000, ''],
  batch: [64, 128, 'images of a step'],
  measured: [8, 128, 'images of which the gradients are'],
  samples: [20, 1_000, 'paths of each length'],
};

export async function run({ depth, width, measured, samples, ...settings }, frame) {
  const { pictures, results } = await trainAlike(
    [{ name: 'residual', network: cifarNetwork({ depth, width }) }],
    settings,
    frame,
  );
  const [{ weights }] = results;
  const batch = await firstBatch(pictures.train, measured);
  return kept(`${frame.out}/gradients.json`, { depth, width, measured, samples, ...settings }, async () => {
    const { values, gradient } = await throughNetwork(depth, width, weights, batch);
    const parts = await blockGradients(blocksOf(depth), width, stateIn(weights), values);
    const random = seeded(1);
    const alongOne = async (length) => norm(await alongPath(parts, someOf(length, parts.length, random), gradient));
    const gradients = await inOrder([...parts, null], async (_, length) =>
      mean(await inOrder(Array.from({ length: samples }), () => alongOne(length))),
    );
    return { lengths: pathLengths(parts.length), gradients };
  });
}

/** What each block gives, and first what the first one reads; and the gradient of the loss by what the last one gives. Batch norms evaluate. */
export function throughNetwork(depth, width, weights, { images, labels }) {
  const outputs = ['relu', ...blocksOf(depth)];
  const declared = { gradients: outputs, freeze: ['*.running_*'] };
  return loaded(cifarNetwork({ depth, width, outputs }, declared), { weights }, async (network) => {
    const given = await network.run(images);
    const { gradients } = await network.gradients({ images, labels, of: outputs });
    return { values: outputs.map((name) => given[name]), gradient: gradients[outputs.at(-1)], whole: gradients.relu };
  });
}

/** The parts that add up to 1, of each length. */
const shares = (values) => values.map((value) => value / values.reduce((sum, each) => sum + each, 0));
const ofAll = ({ lengths, gradients }) => shares(lengths.map((part, k) => part * gradients[k]));
/** The lengths that are left without the shortest and the longest, a fortieth of the whole each. */
const middle = (parts) => {
  const upTo = parts.map((_, k) => parts.slice(0, k + 1).reduce((sum, part) => sum + part));
  return [upTo.findIndex((part) => part > 0.025), upTo.findIndex((part) => part >= 0.975)];
};

export const table = (result) => {
  const { lengths, gradients } = result;
  const [paths, most] = [lengths, ofAll(result)].map(middle);
  const among = lengths.slice(most[0], most[1] + 1).reduce((sum, part) => sum + part);
  const last = lengths.length - 1;
  return markdown(
    ['', `here, ${last} blocks`, 'in the paper, 54 blocks'],
    [
      ['blocks that 95 % of the paths go through', paths.join('–'), '19–35'],
      ['blocks that 95 % of the gradient comes through', most.join('–'), '5–17'],
      ['paths of these lengths, % of all', (100 * among).toPrecision(2), '0.45'],
      [
        'gradient for each block more in its way, mean',
        `× ${((gradients[last] / gradients[0]) ** (1 / last)).toFixed(2)}`,
        '< 1',
      ],
    ],
  );
};

export const picture = (result) =>
  panels(
    [
      ['Paths of each length, %', result.lengths.map((part) => 100 * part), {}],
      ['Norm of the gradient along one', result.gradients, logarithmic],
      ['Of the whole gradient, %', ofAll(result).map((part) => 100 * part), {}],
    ].map(([title, values, yAxis]) => ({
      title,
      x: 'blocks that the path goes through',
      yAxis,
      series: [{ data: values.map((value, length) => [length, value]) }],
    })),
    { columns: 3, height: 240 },
  );
