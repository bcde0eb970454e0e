// Residual networks as ensembles of shallow ones: blocks taken out, one or several, and blocks in another order; beside a plain network.
import { lesion, passThrough, seeded, someOf } from '@resnet-compile/analyse';
import { blocksOf } from '../frame/blocks.mjs';
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { firstBatch } from '../frame/first-batch.mjs';
import { inOrder } from '../frame/in-order.mjs';
import { kept } from '../frame/kept.mjs';
import { evaluated, loaded } from '../frame/loaded.mjs';
import { panels } from '../frame/panels.mjs';
import { mean } from '../frame/statistics.mjs';
import { swapped } from '../frame/swapped.mjs';
import { table as markdown } from '../frame/table.mjs';
import { stateIn } from '../frame/train-all.mjs';
import { trainAlike } from '../frame/train-alike.mjs';

export const title = 'Residual networks as ensembles';
export const source = 'Veit et al. 2016, section 4, figures 3 and 5';
export const settings = {
  depth: [32, 110, 'layers of both networks, 6n + 2'],
  width: [8, 16, 'channels of the first stage'],
  images: [20_000, 50_000, 'to train on'],
  steps: [200, 64_000, ''],
  batch: [64, 128, 'images of a step'],
  tested: [1_000, 10_000, 'test images'],
  samples: [3, 10, 'draws of blocks that are taken out, or change places'],
};

export async function run({ depth, width, tested, samples, ...settings }, frame) {
  const runs = Object.entries({ residual: 'A', plain: 'none' }).map(([name, shortcut]) => ({
    name,
    network: cifarNetwork({ depth, width, shortcut }),
  }));
  const { pictures, results } = await trainAlike(runs, settings, frame);
  const [residual, plain] = results;
  const batch = await firstBatch(pictures.test, tested);
  const blocks = blocksOf(depth);
  // The first block of a stage changes the shape: a plain network cannot do without it, and it has no counterpart to change places with.
  const inner = blocks.filter((block) => !block.endsWith('.0') || block === 'layer1.0');
  const counts = inner.map((_, count) => count).filter((count) => count % Math.ceil(inner.length / 9) === 0);

  const ofNetwork = ({ network, weights }, use) =>
    loaded(network, { weights }, ({ model: { parameters }, ...each }) =>
      use(stateIn(weights), async (state) => (await evaluated(each, state, batch)).error, parameters),
    );
  return kept(`${frame.out}/errors.json`, { depth, width, tested, samples, ...settings }, async () => ({
    residual: await ofNetwork(residual, async (state, errorOf) => {
      const random = seeded(1);
      const some = (count) => [...someOf(count, inner.length, random)].map((index) => inner[index]);
      const draws = (count) => Array.from({ length: count ? samples : 1 }, () => count);
      const several = (change) =>
        inOrder(counts, async (count) => [count, mean(await inOrder(draws(count), () => errorOf(change(count))))]);
      return {
        whole: await errorOf(state),
        one: await inOrder(blocks, (block) => errorOf(lesion(state, [block]))),
        several: await several((count) => lesion(state, some(count))),
        swapped: await several((count) => swapped(state, inner, count, random)),
      };
    }),
    plain: await ofNetwork(plain, async (state, errorOf, parameters) => ({
      whole: await errorOf(state),
      one: await inOrder(blocks, (block) =>
        inner.includes(block) ? errorOf(passThrough(state, parameters, [block])) : null,
      ),
    })),
  }));
}

export const table = ({ residual, plain }) => {
  const text = (value) => value.toFixed(1);
  const [ofResidual, ofPlain] = [residual, plain].map(({ one }) => one.filter((error) => error !== null));
  const range = (errors) => `${text(Math.min(...errors))}–${text(Math.max(...errors))}`;
  const [count, without] = residual.several.at(-1);
  const [swaps, after] = residual.swapped.at(-1);
  return `${markdown(
    ['test error, %', 'residual', 'plain'],
    [
      ['whole', text(residual.whole), text(plain.whole)],
      ['without one block: mean', text(mean(ofResidual)), text(mean(ofPlain))],
      ['without one block: range', range(ofResidual), range(ofPlain)],
      [`without ${count} blocks`, text(without), ''],
      [`after ${swaps} swaps`, text(after), ''],
    ],
  )}

In the paper, a residual network of 110 layers hardly notices that a block is gone, but where the shape changes, and VGG is left with the error of chance.`;
};

export const picture = ({ residual, plain }) =>
  panels(
    [
      {
        title: 'Test error without one block, %',
        x: 'the block taken out',
        series: Object.entries({ residual, plain }).map(([name, { one }]) => ({
          name,
          showSymbol: true,
          data: one.map((error, block) => [block + 1, error]),
        })),
      },
      {
        title: 'Test error of the residual network, %',
        x: 'blocks taken out, or swaps',
        series: [
          { name: 'without several', data: residual.several },
          { name: 'swapped', data: residual.swapped },
        ],
      },
    ],
    { yAxis: { min: 50, max: 100 } },
  );
