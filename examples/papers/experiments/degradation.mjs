// A deeper plain network has the higher training error, a deeper residual network has not: He et al. 2015, §4.2.
import { plainOrResidual } from '../frame/cifar-network.mjs';
import { lineChart } from '../frame/line-chart.mjs';
import { table as markdown } from '../frame/table.mjs';
import { trainAlike } from '../frame/train-alike.mjs';

export const title = 'Degradation';
export const source =
  'He et al. 2015, section 4.2 and figure 6; Li et al. 2018, table 1, for the errors of plain networks';
export const settings = {
  shallow: [20, 20, 'layers of the shallower networks, 6n + 2'],
  deep: [56, 56, 'layers of the deeper ones'],
  width: [8, 16, 'channels of the first stage'],
  images: [50_000, 50_000, 'to train on'],
  batch: [64, 128, 'images of a step'],
  steps: [600, 64_000, ''],
};

/** The papers' test errors, %. */
const paper = { 'plain 20': 8.18, 'plain 56': 13.31, 'residual 20': 8.75, 'residual 56': 6.97 };

export async function run({ shallow, deep, width, ...settings }, frame) {
  const runs = ['plain', 'residual'].flatMap((kind) =>
    [shallow, deep].map((depth) => ({
      name: `${kind} ${depth}`,
      network: plainOrResidual(kind, { depth, width }, settings.steps),
    })),
  );
  const { results } = await trainAlike(runs, settings, frame);
  return {
    rows: results.map(({ name, curve, trainingError, testError }) => ({ name, curve, trainingError, testError })),
  };
}

export const table = ({ rows }) =>
  markdown(
    ['network', 'training error, %', 'test error, %', 'in the papers, %'],
    rows.map(({ name, trainingError, testError }) => [
      name,
      trainingError.toFixed(1),
      testError.toFixed(1),
      paper[name]?.toFixed(2) ?? '',
    ]),
  );

export const picture = ({ rows }) =>
  lineChart({
    title: 'Training error, %',
    x: 'step',
    series: rows.map(({ name, curve }) => ({ name, data: curve.map(([step, , error]) => [step, error]) })),
  });
