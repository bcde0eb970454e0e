/** Compares inference on the CPU: `npm run benchmark -- --help`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeMachine, load } from './src/machine.mjs';
import { measure } from './src/measure.mjs';
import { node } from './src/node.mjs';
import { parseOptions } from './src/options.mjs';
import { printMachine, printResult, printSummary } from './src/report.mjs';
import { writeResults } from './src/write-results.mjs';

const { settings, name, ...options } = readOptions();
const machine = describeMachine();
printMachine(machine);

const lists = ['network', 'batch'].map((of) => [...new Set(settings.map((setting) => setting[of]))].join(','));
const prepared = spawnSync(node, [fileURLToPath(new URL('src/prepare.mjs', import.meta.url)), ...lists], {
  stdio: 'inherit',
});
if (prepared.status !== 0) process.exit(1);

const cases = [];
const start = performance.now();
let file;
for (const setting of settings) {
  const loadBefore = load();
  const result = { ...(await measure(setting, options)), loadBefore };
  cases.push(result);
  printResult(result);
  // After every case, so that a run that is interrupted is not lost.
  file = writeResults(name, {
    date: new Date().toISOString(),
    machine,
    options,
    minutes: (performance.now() - start) / 60_000,
    cases,
  });
}

printSummary(cases);
console.log(`\nresults/${file} has every sample; ${((performance.now() - start) / 60_000).toFixed(1)} minutes.`);
if (cases.some(({ failures }) => failures.length)) process.exitCode = 1;

function readOptions() {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
