// The loss around what training found, on a plane of filter-normalised directions: of a plain and of a residual network.
import { filterNormalized, pointAt, seeded } from '@resnet-compile/analyse';
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { augmentation, cifar, scheduleOf } from '../frame/cifar.mjs';
import { compiled } from '../frame/compiled.mjs';
import { colours } from '../frame/draw.mjs';
import { firstBatch } from '../frame/first-batch.mjs';
import { kept } from '../frame/kept.mjs';
import { table as markdown } from '../frame/table.mjs';
import { stateIn, trainAll } from '../frame/train-all.mjs';

export const title = 'Loss surfaces';
export const source = 'Li et al. 2018, section 4, figures 1 and 5, table 1';
export const settings = {
  depth: [20, 56, 'layers of both networks, 6n + 2'],
  width: [8, 16, 'channels of the first stage'],
  images: [20_000, 50_000, 'to train on'],
  steps: [200, 117_000, ''],
  batch: [64, 128, 'images of a step'],
  shown: [500, 50_000, 'training images of which the loss is'],
  points: [11, 51, 'points along each direction, from −1 to 1'],
};

/** Test errors of 56 layers, %. */
const paper = { plain: '13.31', residual: '5.89' };

export async function run({ depth, width, images, steps, batch, shown, points }, { data, ...frame }) {
  const pictures = await cifar(data, images);
  const shared = { ...augmentation, data: pictures, batchSize: batch, steps, schedule: scheduleOf(steps) };
  const runs = Object.entries({ plain: { shortcut: 'none' }, residual: {} }).map(([name, options]) => ({
    ...shared,
    name,
    network: cifarNetwork({ depth, width, ...options }),
  }));
  const results = await trainAll(runs, frame);
  const axis = Array.from({ length: points }, (_, index) => (2 * index) / Math.max(points - 1, 1) - 1);
  const some = await firstBatch(pictures.train, shown);
  const rows = [];
  for (const [index, { name, network }] of runs.entries()) {
    const { testError, weights } = results[index];
    const loaded = await (
      await compiled(network).importModule()
    ).load({ device: 'cpu', threads: frame.threads, weights });
    const { parameters } = loaded.model;
    const state = stateIn(weights);
    const directions = [1, 2].map((seed) => filterNormalized(state, parameters, seeded(seed)));
    const losses = [];
    // A line at a time is kept.
    for (const [line, y] of axis.entries()) {
      const file = `${frame.out}/${name}/line-${line + 1}.json`;
      losses.push(
        await kept(file, { depth, width, images, steps, batch, shown, points }, async () => {
          const found = [];
          for (const x of axis) {
            await loaded.loadStateDict(pointAt(state, directions, [x, y]));
            found.push((await loaded.evaluate(some)).loss);
          }
          return found;
        }),
      );
    }
    await loaded.dispose();
    rows.push({ name, testError, losses });
  }
  return { axis, rows };
}

export const table = ({ rows }) =>
  markdown(
    ['network', 'test error, %', 'in the paper, 56 layers', 'loss in the middle', 'at the edge: median'],
    rows.map(({ name, testError, losses }) => {
      const middle = losses[losses.length >> 1];
      const edge = [...losses[0], ...losses.at(-1)].sort((a, b) => a - b);
      const values = [middle[middle.length >> 1], edge[edge.length >> 1]];
      return [name, testError.toFixed(1), paper[name], ...values.map((value) => value.toFixed(2))];
    }),
  );

/** Logarithms of the losses, as the loss grows by powers of ten. */
export const picture = ({ axis, rows }) => {
  const cells = rows.map(({ losses }) =>
    losses.flatMap((line, y) => line.map((loss, x) => [x, y, Math.log10(Math.max(loss, 1e-3))])),
  );
  const all = cells.flat().map(([, , value]) => value);
  const labels = axis.map((value) => value.toFixed(1));
  const place = (index) => ({ gridIndex: index, type: 'category', data: labels });
  return {
    height: 400,
    title: rows.map(({ name }, index) => ({ text: `log₁₀ of the loss, ${name}`, left: index ? '52%' : '2%' })),
    grid: rows.map((_, index) => ({ left: index ? '56%' : '6%', width: '38%', top: 45, bottom: 90 })),
    xAxis: rows.map((_, index) => place(index)),
    yAxis: rows.map((_, index) => place(index)),
    visualMap: {
      type: 'piecewise',
      splitNumber: 5,
      precision: 1,
      itemGap: 20,
      textStyle: { color: colours.faint },
      min: Math.floor(Math.min(...all)),
      max: Math.ceil(Math.max(...all)),
      orient: 'horizontal',
      left: 'center',
      bottom: 5,
    },
    series: cells.map((data, index) => ({ type: 'heatmap', xAxisIndex: index, yAxisIndex: index, data })),
  };
};
