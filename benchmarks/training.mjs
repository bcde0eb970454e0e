/** Compares training steps on the CPU: `npm run training -- --help`. */
import { describeMachine, load } from './src/machine.mjs';
import { number, printMachine, printTable, spread } from './src/report.mjs';
import { pyTorchVersion } from './src/pytorch/pytorch.mjs';
import { measure } from './src/training/measure.mjs';
import { parseOptions } from './src/training/options.mjs';
import { prepare } from './src/training/task.mjs';
import { writeResults } from './src/write-results.mjs';

const options = attempt(() => parseOptions(process.argv.slice(2)), 2);
const pyTorch = pyTorchVersion();
const described = describeMachine();
const machine = { ...described, packages: { ...described.packages, ...(pyTorch ? { pytorch: pyTorch } : {}) } };
const skipped = pyTorch ? [] : options.contenders.filter((name) => name.startsWith('pytorch'));
printMachine(machine);
attempt(() => prepare(options.network), 1);

const loadBefore = load();
const { contenders, failures } = await measure({
  ...options,
  contenders: options.contenders.filter((name) => !skipped.includes(name)),
});
console.log(
  `\n### ${options.network}, one training step, batch ${options.batch}, ${options.threads} thread${options.threads === 1 ? '' : 's'}\n`,
);
const ours = contenders[0];
const nothing = Array(9).fill('–');
printTable(
  [
    'contender',
    'batch',
    'ms per step',
    'quartiles',
    'ms per image',
    'images/s',
    `÷ ${ours?.contender ?? 'ours'}, per image`,
    'quartiles',
    'cores busy',
    'first loss',
    'difference',
    'peak MB',
  ],
  [
    ...contenders.map(row),
    ...failures.map(({ contender, error }) => [contender, String(options.batch), error, ...nothing]),
    ...skipped.map((name) => [name, '–', 'skipped: no PyTorch', ...nothing]),
  ],
);
for (const { contender, batch } of contenders)
  if (batch !== options.batch)
    console.log(`\n${contender} took steps of ${batch} images: its figures per image are those of the small batch.`);
console.log(
  `\nresults/${writeResults(options.name, { date: new Date().toISOString(), machine, loadBefore, options, contenders, failures, skipped, loadAfter: load() })} has every sample.`,
);
// That TensorFlow.js does not train on this backend is a finding, not a failure.
if (failures.some(({ contender }) => contender !== 'tfjs-wasm')) process.exitCode = 1;

function row({ contender, batch, milliseconds, ratioToFirst, busyCores, loss, difference, peakMegabytes }) {
  return [
    contender,
    String(batch),
    number(milliseconds.median),
    spread(milliseconds),
    number(milliseconds.median / batch),
    number((1000 * batch) / milliseconds.median),
    number(ratioToFirst.median),
    spread(ratioToFirst),
    busyCores.toFixed(1),
    loss.toFixed(5),
    difference.toExponential(0),
    String(peakMegabytes),
  ];
}

function attempt(action, status) {
  try {
    return action();
  } catch (error) {
    console.error(error.message);
    return process.exit(status);
  }
}
