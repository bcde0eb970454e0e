// Fewer layers at first, in expectation or in fact: stochastic depth by the linear rule and by a schedule, and a network that grows.
import { deepen } from 'resnet-compile';
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { augmentation, cifar, scheduleOf } from '../frame/cifar.mjs';
import { mean, meanAndDeviation } from '../frame/statistics.mjs';
import { table as markdown } from '../frame/table.mjs';
import { stateIn, trainAll } from '../frame/train-all.mjs';

export const title = 'Fewer effective layers early';
export const source = 'Huang et al. 2016, table 1';
export const settings = {
  depth: [20, 110, 'layers of the network, 18n + 2'],
  width: [8, 16, 'channels of the first stage'],
  images: [10_000, 45_000, 'to train on'],
  steps: [240, 175_500, 'of 128 images, a third of them in each phase'],
  seeds: [1, 1, 'runs of each'],
};

/** What each third of the steps trains, and the paper's test error of 110 layers, %. `part` is how much of the depth there is. */
const schedules = [
  ['all layers', [{}, {}, {}], '6.41'],
  ['stochastic depth 0.5, linear rule', [{ drop: 0.5 }, { drop: 0.5 }, { drop: 0.5 }], '5.25'],
  ['stochastic depth 0.5, 0.25, 0', [{ drop: 0.5 }, { drop: 0.25 }, {}], ''],
  ['a third of the layers, two thirds, all', [{ part: 1 / 3 }, { part: 2 / 3 }, {}], ''],
];

export async function run({ depth, width, images, steps, seeds }, { data, ...frame }) {
  const shared = { ...augmentation, data: await cifar(data, images), steps: Math.round(steps / 3) };
  const rate = scheduleOf(3 * shared.steps);

  /** Each phase begins with what the one before has learnt; blocks that are new begin as identities. */
  async function inPhases(name, phases, seed) {
    const results = [];
    let [network, state] = [];
    for (const [index, { drop = 0, part = 1 }] of phases.entries()) {
      const stages = Array.from({ length: 3 }, () => Math.max(1, Math.round((part * (depth - 2)) / 6)));
      const weights = state && deepen(network, state, stages).state;
      network = cifarNetwork({ depth, width, stages, stochasticDepth: drop });
      const schedule = (step) => rate(index * shared.steps + step, 3 * shared.steps);
      const phase = { ...shared, name: `${name}, ${index + 1}`, network, weights, schedule, seed: 10 * seed + index };
      const [result] = await trainAll([phase], frame);
      state = stateIn(result.weights);
      results.push(result);
    }
    const seconds = results.reduce((sum, { milliseconds }) => sum + (shared.steps * milliseconds) / 1000, 0);
    return { error: results.at(-1).testError, seconds };
  }

  const rows = [];
  for (const [row, [name, phases, paper]] of schedules.entries()) {
    const results = [];
    for (let seed = 1; seed <= seeds; seed++) results.push(await inPhases(`${row}-${seed}`, phases, seed));
    const [errors, seconds] = ['error', 'seconds'].map((value) => results.map((result) => result[value]));
    rows.push({ name, paper, errors, seconds: mean(seconds) });
  }
  return { rows };
}

export const table = ({ rows, settings: { depth } }) =>
  markdown(
    [`${depth} layers`, 'test error, %', 'processor time, s', '110 layers in the paper, %'],
    rows.map(({ name, errors, seconds, paper }) => [name, meanAndDeviation(errors), seconds.toFixed(0), paper]),
  );

export const picture = ({ rows }) => ({
  title: { text: 'Test error, %, against processor time, s' },
  legend: { itemGap: 60 },
  height: 400,
  grid: { left: 50, right: 30, top: 120, bottom: 30 },
  xAxis: { type: 'value', min: 0, splitLine: { show: false } },
  yAxis: { type: 'value', scale: true },
  series: rows.map(({ name, errors, seconds }) => ({
    name,
    type: 'scatter',
    itemStyle: { opacity: 1 },
    data: errors.map((error) => [seconds, error]),
  })),
});
