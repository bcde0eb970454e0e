/** Compares inference and training on WebGPU, on a software adapter: `npm run webgpu -- --help`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeMachine, load } from './src/machine.mjs';
import { measure } from './src/measure.mjs';
import { node } from './src/node.mjs';
import { number, printMachine, printTable, spread } from './src/report.mjs';
import { measure as measureTraining } from './src/training/measure.mjs';
import { prepare as prepareTraining } from './src/training/task.mjs';
import { readOptions } from './src/webgpu/options.mjs';
import { writeResults } from './src/write-results.mjs';

const { inference, training, network, rounds, warmUp, name } = readOptions(process.argv.slice(2));
const machine = describeMachine();
printMachine(machine);
const report = { date: new Date().toISOString(), machine, adapter: 'SwiftShader', loadBefore: load(), rounds, warmUp };

if (inference.length) {
  const prepared = spawnSync(node, [fileURLToPath(new URL('src/prepare.mjs', import.meta.url)), network, '1'], {
    stdio: 'inherit',
  });
  if (prepared.status !== 0) process.exit(1);
  report.inference = await measure(
    { host: 'node', network, batch: 1, threads: 1, contenders: inference },
    { nodeFlags: [], rounds, warmUp },
  );
  print(`${network}, batch 1, from images to logits`, report.inference);
}
if (training.length) {
  prepareTraining();
  report.training = await measureTraining({
    batch: 8,
    cpuBatch: 8,
    contenders: training,
    nodeFlags: [],
    rounds,
    warmUp,
  });
  print('CIFAR ResNet-20, one training step, batch 8', report.training);
}

console.log(`\nresults/${writeResults(name, { ...report, loadAfter: load() })} has every sample.`);
if ([report.inference, report.training].some((result) => result?.failures.length)) process.exitCode = 1;

function print(title, { contenders, failures }) {
  console.log(`\n### ${title}, SwiftShader\n`);
  if (contenders.length) {
    printTable(
      [
        'contender',
        'ms',
        'quartiles',
        `÷ ${contenders[0].contender}`,
        'quartiles',
        'dispatches',
        'submits',
        'MB up',
        'kB back',
        'objects made',
        'difference',
      ],
      contenders.map(({ contender, milliseconds, ratioToFirst, perCall, difference }) => [
        contender,
        number(milliseconds.median),
        spread(milliseconds),
        number(ratioToFirst.median),
        spread(ratioToFirst),
        String(perCall.dispatches),
        String(perCall.submits),
        (perCall.uploaded / 1e6).toFixed(2),
        (perCall.readBack / 1e3).toFixed(1),
        String(perCall.objects),
        difference.toExponential(0),
      ]),
    );
  }
  for (const { contender, error } of failures) console.log(`\n${contender} was not timed: ${error}`);
}
