/** Compares inference on the CPU: `npm run benchmark -- --help`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeMachine, load } from './src/machine.mjs';
import { measure } from './src/measure.mjs';
import { node } from './src/node.mjs';
import { parseOptions } from './src/options.mjs';
import { printMachine, printResult } from './src/report.mjs';
import { writeResults } from './src/write-results.mjs';

const options = readOptions();
const machine = describeMachine();
printMachine(machine);

const prepared = spawnSync(node, [fileURLToPath(new URL('src/prepare.mjs', import.meta.url)), ...options.networks], { stdio: 'inherit' });
if (prepared.status !== 0) process.exit(1);

const report = { date: new Date().toISOString(), machine, loadBefore: load(), options, cases: [] };
for (const setting of settings(options)) {
  const result = await measure(setting, options);
  report.cases.push(result);
  printResult(result);
}

console.log(`\nresults/${writeResults(options.name, { ...report, loadAfter: load() })} has every sample.`);
if (report.cases.some(({ failures }) => failures.length)) process.exitCode = 1;

function settings({ networks, batches, threads }) {
  return networks.flatMap((network) => batches.flatMap((batch) => threads.map((count) => ({ network, batch, threads: count }))));
}

function readOptions() {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
