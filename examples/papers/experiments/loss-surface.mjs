// The loss around what training found, on a plane of filter-normalised directions: of a plain and of a residual network.
import { filterNormalized, pointAt, seeded } from '@resnet-compile/analyse';
import { plainOrResidual } from '../frame/cifar-network.mjs';
import { contourMaps } from '../frame/contour-maps.mjs';
import { firstBatch } from '../frame/first-batch.mjs';
import { inOrder } from '../frame/in-order.mjs';
import { kept } from '../frame/kept.mjs';
import { evaluated, loaded } from '../frame/loaded.mjs';
import { table as markdown } from '../frame/table.mjs';
import { stateIn } from '../frame/train-all.mjs';
import { trainAlike } from '../frame/train-alike.mjs';

export const title = 'Loss surfaces';
export const source = 'Li et al. 2018, section 4, figures 1 and 5, table 1';
export const settings = {
  depth: [56, 56, 'layers of both networks, 6n + 2'],
  width: [8, 16, 'channels of the first stage'],
  images: [50_000, 50_000, 'to train on'],
  steps: [600, 117_000, ''],
  batch: [64, 128, 'images of a step'],
  shown: [500, 50_000, 'training images of which the loss is'],
  points: [11, 51, 'points along each direction, from −1 to 1'],
};

/** Test errors of 56 layers, %. */
const paper = { plain: '13.31', residual: '5.89' };

export async function run({ depth, width, shown, points, ...settings }, frame) {
  const runs = ['plain', 'residual'].map((name) => ({
    name,
    network: plainOrResidual(name, { depth, width }, settings.steps),
  }));
  const { pictures, results } = await trainAlike(runs, settings, frame);
  const axis = Array.from({ length: points }, (_, index) => (2 * index) / Math.max(points - 1, 1) - 1);
  const batch = await firstBatch(pictures.train, shown);
  const setting = { depth, width, shown, points, ...settings };
  const rows = [];
  for (const { name, network, testError, weights } of results) {
    const state = stateIn(weights);
    const losses = await loaded(network, { weights, threads: frame.threads }, async (each) => {
      const directions = [1, 2].map((seed) => filterNormalized(state, each.model.parameters, seeded(seed)));
      const lossAt = async (...at) => (await evaluated(each, pointAt(state, directions, at), batch)).loss;
      // A line at a time is kept.
      return inOrder(axis, (y, line) =>
        kept(`${frame.out}/${name}/line-${line + 1}.json`, setting, () => inOrder(axis, (x) => lossAt(x, y))),
      );
    });
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

/** Logarithms, as the loss grows by powers of ten. */
const logarithms = (losses) => losses.map((line) => line.map((loss) => Math.log10(Math.max(loss, 1e-3))));
const range = (rows) => {
  const all = rows.flatMap(({ losses }) => logarithms(losses).flat());
  return { min: Math.floor(2 * Math.min(...all)) / 2, max: Math.ceil(2 * Math.max(...all)) / 2 };
};

export const picture = ({ axis, rows }) =>
  contourMaps(
    rows.map(({ name, losses }) => ({ title: `log₁₀ of the loss, ${name}`, values: logarithms(losses) })),
    axis,
    range(rows),
  );

/** The surfaces, to be turned. */
export const page = ({ axis, rows }) => ({
  title: 'log₁₀ of the loss around a plain and a residual network',
  surfaces: rows.map(({ name, losses }) => ({
    title: name,
    points: logarithms(losses).flatMap((line, y) => line.map((value, x) => [axis[x], axis[y], value])),
  })),
  ...range(rows),
});
