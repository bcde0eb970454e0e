/** Peak memory of processes that predict or train, beside what the command line tool printed: `npm run memory -- --help`. */
import { parseArgs } from 'node:util';
import { peakMemory } from '../packages/testing/src/peak-memory/peak-memory.ts';
import { describeMachine } from './src/machine.mjs';
import { printMachine, printTable } from './src/report.mjs';
import { compileByTool } from './src/tool.mjs';
import { writeResults } from './src/write-results.mjs';

const training = (batch, budget) => ({
  methods: ['trainStep', 'evaluate', 'trainStep'],
  batch,
  options: ['--train', '--batch', String(batch), ...(budget ? ['--memory-budget', budget] : [])],
  budget,
});
const prediction = { methods: ['predict', 'predict'], batch: 1, options: [] };
const cases = [
  { network: 'ResNet-18', call: 'resnet18()', ...prediction },
  { network: 'ResNet-50', call: 'resnet50()', ...prediction },
  { network: 'ResNet-1202', call: 'cifarResnet(1202)', ...prediction },
  { network: 'ResNet-20', call: 'cifarResnet(20)', ...training(128) },
  { network: 'ResNet-110', call: 'cifarResnet(110)', ...training(128) },
  { network: 'ResNet-50', call: 'resnet50()', ...training(32) },
  { network: 'ResNet-1202', call: 'cifarResnet(1202)', ...training(32) },
  { network: 'ResNet-1202', call: 'cifarResnet(1202)', ...training(32, '800MiB') },
];

const { values: options } = parseArgs({
  options: {
    networks: { type: 'string' },
    name: { type: 'string', default: 'memory' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log('npm run memory -- [--networks ResNet-50,ResNet-1202] [--name memory]');
  process.exit(0);
}
const wanted = options.networks?.split(',');
const results = [];
for (const [index, { network, call, methods, batch, options: flags, budget }] of cases.entries()) {
  if (wanted && !wanted.includes(network)) continue;
  const { planned, path } = compile(`memory-${index}`, call, methods, flags);
  const nothing = compile(
    'memory-nothing',
    `resnet({ stages: [1], width: 4, stem: 'cifar', input: [3, 8, 8], classes: 2 })`,
    methods,
    methods[0] === 'predict' ? [] : ['--train'],
  );
  const host = await peakMemory(nothing.path, { methods, batch: 1 });
  const peak = await peakMemory(path, { methods, batch });
  results.push({ network, methods, batch, ...(budget ? { budget } : {}), planned, measured: peak - host, peak, host });
  console.error(`${network}, ${methods[0]}, batch ${batch}: done`);
}

printMachine(describeMachine());
printTable(
  ['network', 'call', 'batch', 'budget', 'printed, MB', 'measured, MB', 'ratio', 'whole process, MiB'],
  results.map(({ network, methods, batch, budget = '', planned, measured, peak }) => [
    network,
    methods[0],
    String(batch),
    budget,
    megabytes(planned),
    megabytes(measured),
    (measured / planned).toFixed(2),
    (peak / 2 ** 20).toFixed(0),
  ]),
);
console.log(
  '\nMeasured: the largest resident set of a process that makes three calls (training: a step, an evaluation, a step), less that of one that does as much with a network of next to nothing.',
);
console.log(
  `results/${writeResults(options.name, { date: new Date().toISOString(), machine: describeMachine(), results })}`,
);

/** @returns the module to call, and the bytes that the tool says all calls need together */
function compile(name, call, methods, flags) {
  const { inference, training: step, report } = compileByTool(name, call, flags);
  const trains = methods.includes('trainStep');
  const printed = [...report.matchAll(/([\d.]+) (kB|MB) to (predict|train|evaluate)/g)].filter(
    ([, , , what]) => trains === (what !== 'predict'),
  );
  return {
    path: trains ? step : inference,
    planned: printed.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unit === 'MB' ? 1e6 : 1e3), 0),
  };
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0);
}
