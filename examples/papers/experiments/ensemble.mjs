// Residual networks as ensembles of shallow ones: blocks taken out, one or several, and blocks in another order; beside a plain network.
import { lesion, passThrough, pathLengths, permuted, seeded, someOf } from '@resnet-compile/analyse';
import { blocksOf } from '../frame/blocks.mjs';
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { augmentation, cifar, scheduleOf } from '../frame/cifar.mjs';
import { compiled } from '../frame/compiled.mjs';
import { firstBatch } from '../frame/first-batch.mjs';
import { kept } from '../frame/kept.mjs';
import { lineChart } from '../frame/line-chart.mjs';
import { mean } from '../frame/statistics.mjs';
import { table as markdown } from '../frame/table.mjs';
import { stateIn, trainAll } from '../frame/train-all.mjs';

export const title = 'Residual networks as ensembles';
export const source = 'Veit et al. 2016, sections 3 and 4, figures 3, 5 and 6';
export const settings = {
  depth: [32, 110, 'layers of both networks, 6n + 2'],
  width: [8, 16, 'channels of the first stage'],
  images: [20_000, 50_000, 'to train on'],
  steps: [200, 64_000, ''],
  batch: [64, 128, 'images of a step'],
  tested: [1_000, 10_000, 'test images'],
  samples: [3, 10, 'draws of blocks that are taken out, or change places'],
};

export async function run({ depth, width, images, steps, batch, tested, samples }, { data, ...frame }) {
  const pictures = await cifar(data, images);
  const shared = { ...augmentation, data: pictures, batchSize: batch, steps, schedule: scheduleOf(steps) };
  const kinds = { residual: {}, plain: { shortcut: 'none' } };
  const runs = Object.entries(kinds).map(([name, options]) => ({
    ...shared,
    name,
    network: cifarNetwork({ depth, width, ...options }),
  }));
  const results = await trainAll(runs, frame);
  const shown = await firstBatch(pictures.test, tested);
  const blocks = blocksOf(depth);
  const setting = { depth, width, images, steps, batch, tested, samples };
  const measured = await kept(`${frame.out}/errors.json`, setting, async () => {
    const [residual, plain] = await Promise.all(
      runs.map((each, index) => errorsOf(each.network, results[index].weights, shown)),
    );
    // The first block of a stage changes the shape: a plain network cannot do without it, and it has no counterpart to change places with.
    const inner = blocks.filter((block) => !block.endsWith('.0') || block === 'layer1.0');
    const random = seeded(1);
    const several = async (change) => {
      const points = [];
      for (let count = 0; count <= inner.length; count += Math.ceil(inner.length / 9)) {
        const errors = [];
        for (let sample = 0; sample < (count ? samples : 1); sample++) errors.push(await change(count));
        points.push([count, mean(errors)]);
      }
      return points;
    };
    const some = (count) => [...someOf(count, inner.length, random)].map((index) => inner[index]);
    const one = async (change) => {
      const points = [];
      for (const [index, block] of blocks.entries()) points.push([index + 1, await change(block)]);
      return points;
    };
    return {
      oneResidual: await one((block) => residual((state) => lesion(state, [block]))),
      onePlain: await one((block) =>
        inner.includes(block) ? plain((state, parameters) => passThrough(state, parameters, [block])) : null,
      ),
      several: await several((count) => residual((state) => lesion(state, some(count)))),
      swapped: await several((count) => residual((state) => swaps(state, inner, count, random))),
      whole: [await residual((state) => state), await plain((state) => state)],
    };
  });
  return { ...measured, lengths: pathLengths(blocks.length) };
}

/** The error in % of a network in whatever state is made of its own. */
async function errorsOf(network, weights, { images, labels }) {
  const loaded = await (await compiled(network).importModule()).load({ device: 'cpu', weights });
  const state = stateIn(weights);
  return async (change) => {
    await loaded.loadStateDict(change(state, loaded.model.parameters));
    const { correct } = await loaded.evaluate({ images, labels });
    return 100 * (1 - correct / labels.length);
  };
}

/** So many pairs of blocks of one stage change places, one after the other. */
function swaps(state, blocks, count, random) {
  let changed = state;
  for (let swap = 0; swap < count; swap++) {
    const stage = blocks[Math.floor(random() * blocks.length)].slice(0, 6);
    const within = blocks.filter((block) => block.startsWith(stage));
    if (within.length > 1)
      changed = permuted(
        changed,
        [...someOf(2, within.length, random)].map((index) => within[index]),
        [1, 0],
      );
  }
  return changed;
}

export const table = ({ whole, oneResidual, onePlain, several, swapped, lengths }) => {
  const errors = (points) => points.flatMap(([, error]) => (error === null ? [] : [error]));
  const text = (value) => value.toFixed(1);
  const range = (points) => `${text(Math.min(...errors(points)))}–${text(Math.max(...errors(points)))}`;
  const longest = lengths.reduce((best, part, k) => (part > lengths[best] ? k : best), 0);
  return `${markdown(
    ['test error, %', 'residual', 'plain'],
    [
      ['whole', ...whole.map(text)],
      ['without one block: mean', ...[oneResidual, onePlain].map((points) => text(mean(errors(points))))],
      ['without one block: range', range(oneResidual), range(onePlain)],
      [`without ${several.at(-1)[0]} blocks`, text(several.at(-1)[1]), ''],
      [`after ${swapped.at(-1)[0]} swaps`, text(swapped.at(-1)[1]), ''],
    ],
  )}

In the paper, a residual network of 110 layers hardly notices that a block is gone, but where the shape changes, and VGG is left with the error of chance.
Most of the ${2 ** (lengths.length - 1)} paths go through ${longest} of ${lengths.length - 1} blocks.`;
};

export const picture = ({ oneResidual, onePlain, several, swapped }) =>
  lineChart({
    title: 'Test error, %',
    x: 'the block taken out; how many are taken out, or swaps',
    series: [
      { name: 'residual, without one', data: oneResidual, showSymbol: true },
      { name: 'plain, without one', data: onePlain, showSymbol: true },
      { name: 'residual, without several', data: several, lineStyle: { type: 'dashed' } },
      { name: 'residual, swapped', data: swapped, lineStyle: { type: 'dashed' } },
    ],
  });
