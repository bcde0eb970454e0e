/** Steps of a ResNet-18 of which parts are frozen, on the CPU: `npm run finetuning -- [--batch 16] [--threads 1] [--rounds 9]`. */
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { peakMemory } from '../packages/testing/src/peak-memory/peak-memory.ts';
import { describeMachine, load as loadOfMachine } from './src/machine.mjs';
import { number, printMachine, printTable, spread } from './src/report.mjs';
import { summarize } from './src/statistics.mjs';
import { compileByTool } from './src/tool.mjs';
import { writeResults } from './src/write-results.mjs';

const { values: options } = parseArgs({
  options: {
    batch: { type: 'string', default: '16' },
    threads: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '9' },
    name: { type: 'string', default: 'finetuning' },
  },
});
const [batch, threads, rounds] = [options.batch, options.threads, options.rounds].map(Number);

const cases = [
  { trains: 'everything', freeze: [] },
  { trains: 'everything, by running statistics', freeze: ['*.running_*'] },
  { trains: 'everything but batch norms', freeze: ['*bn?', '*.downsample.1'] },
  { trains: 'the last stage and the head', freeze: ['conv1', 'bn1', 'layer1', 'layer2', 'layer3'] },
  { trains: 'the head', freeze: ['conv1', 'bn1', 'layer?'] },
];

const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const machine = describeMachine();
const loadBefore = loadOfMachine();
const made = [];
for (const [index, { trains, freeze }] of cases.entries()) {
  const { training, report } = compileByTool(
    `finetuning-${index}`,
    `training(dsl.resnet18({ classes: 5 }), { freeze: ${JSON.stringify(freeze)} })`,
    ['--train', '--batch', String(batch)],
  );
  const [, amount, unit] = /([\d.]+) (kB|MB) to train/.exec(report) ?? [];
  const { load, model } = await import(pathToFileURL(training).href);
  const parameters = model.parameters.filter(({ kind }) => kind === 'parameter');
  made.push({
    trains,
    freeze,
    values: parameters
      .filter(({ frozen }) => !frozen)
      .reduce((sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1), 0),
    bytes: Number(amount) * (unit === 'MB' ? 1e6 : 1e3),
    peak: await peakMemory(training, { methods: ['trainStep', 'trainStep'], batch }),
    network: await load({ device: 'cpu', seed: 1, threads, worker: false }),
    milliseconds: [],
    processor: [],
  });
}

const images = Float32Array.from({ length: batch * 3 * 224 * 224 }, (_, i) => Math.sin(i * i));
const labels = Int32Array.from({ length: batch }, (_, n) => n % 5);
for (let round = -1; round < rounds; round++)
  for (const { network, milliseconds, processor } of made) {
    const [clock, busy] = [performance.now(), seconds()];
    await network.trainStep({ images, labels, learningRate: 0.001 });
    // The first one warms up.
    if (round < 0) continue;
    milliseconds.push(performance.now() - clock);
    processor.push((seconds() - busy) * 1000);
  }
await Promise.all(made.map(({ network }) => network.dispose()));

printMachine(machine);
console.log(
  `\n### ResNet-18, 224×224, one training step, batch ${batch}, ${threads} thread${threads === 1 ? '' : 's'}\n`,
);
const whole = made[0];
printTable(
  [
    'trains',
    'values',
    'ms, clock',
    'quartiles',
    'ms, processor',
    'quartiles',
    '÷ everything',
    'printed, MB',
    'process, MB',
  ],
  made.map(({ trains, values, milliseconds, processor, bytes, peak }) => {
    const [clock, busy] = [summarize(milliseconds), summarize(processor)];
    const ratio = summarize(processor.map((each, round) => whole.processor[round] / each)).median;
    return [
      trains,
      values.toLocaleString('en'),
      number(clock.median),
      spread(clock),
      number(busy.median),
      spread(busy),
      ratio.toFixed(2),
      number(bytes / 1e6),
      number(peak / 1e6),
    ];
  }),
);
const results = made.map(({ trains, freeze, values, bytes, peak, milliseconds, processor }) => ({
  trains,
  freeze,
  values,
  bytes,
  peak,
  milliseconds,
  processor,
}));
console.log(
  `\nresults/${writeResults(options.name, { date: new Date().toISOString(), machine, loadBefore, options: { batch, threads, rounds }, results, loadAfter: loadOfMachine() })}`,
);
