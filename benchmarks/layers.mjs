/** Times every layer of a network on the CPU, by `resnet-compile profile`: `npm run layers -- --help`. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cli } from './src/cli.mjs';
import { writeModel } from './src/compile-ours.mjs';
import { copyBandwidth } from './src/copy-bandwidth.mjs';
import { describeMachine, load } from './src/machine.mjs';
import { node } from './src/node.mjs';
import { number, printMachine, printTable } from './src/report.mjs';
import { writeResults } from './src/write-results.mjs';

const text = (value) => ({ type: 'string', default: value });
const { values: options } = parseArgs({
  options: {
    network: text('resnet50'),
    batch: text('1'),
    threads: text('1'),
    'v8-flags': text('set,leave'),
    rounds: text('20'),
    name: text(undefined),
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'npm run layers -- [--network resnet50] [--batch 1] [--threads 1] [--v8-flags set,leave] [--rounds 20] [--name layers-NETWORK]',
  );
  process.exit(0);
}

const { network, batch, threads, rounds, name = `layers-${network}` } = options;
const machine = describeMachine();
printMachine(machine);
const loadBefore = load();
const copyGigabytesPerSecond = copyBandwidth();
console.log(`One core copies ${number(copyGigabytesPerSecond)} GB/s.`);
const model = fileURLToPath(writeModel(network));
const runs = options['v8-flags'].split(',').map((wish) => {
  const parameters = [
    'profile',
    model,
    '--device',
    'cpu',
    '--json',
    '--batch',
    batch,
    '--threads',
    threads,
    '--rounds',
    rounds,
    '--v8-flags',
    wish,
  ];
  return JSON.parse(
    execFileSync(node, [fileURLToPath(cli()), ...parameters], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 2 ** 26,
    }),
  );
});
for (const { kernels, milliseconds, conditions } of runs) {
  console.log(
    `\n### ${network}, batch ${conditions.batch}, ${threads} thread${threads === '1' ? '' : 's'}, ${conditions.bits} bits: ${number(milliseconds)} ms, ${number(conditions.gigaflops)} GFLOP/s of ${number(conditions.peakGigaflops)}\n`,
  );
  printTable(
    ['layer', 'shape', 'algorithm', 'ms', 'GFLOP/s', 'of peak', 'GB/s'],
    kernels.map(
      ({ name: kernel, shape, algorithm, milliseconds: time, gigaflops, ofPeak, gigabytesPerSecond, slow }) => [
        kernel,
        shape,
        algorithm,
        time.toFixed(3),
        gigaflops === undefined
          ? '–'
          : `${slow ? (gigabytesPerSecond < copyGigabytesPerSecond / 2 ? '**<<** ' : '**<** ') : ''}${number(gigaflops)}`,
        ofPeak === undefined ? '–' : `${(100 * ofPeak).toFixed(0)} %`,
        number(gigabytesPerSecond),
      ],
    ),
  );
}
console.log(
  `\n**<**: less than half of the network's mean; **<<**: and less than half of the copy bandwidth.\nresults/${writeResults(name, { date: new Date().toISOString(), machine, loadBefore, copyGigabytesPerSecond, network, runs: runs.map(withoutPlaces) })}`,
);

/** Where a layer stands in the model file says nothing here. */
function withoutPlaces(run) {
  return { ...run, kernels: run.kernels.map((kernel) => ({ ...kernel, origin: undefined })) };
}
