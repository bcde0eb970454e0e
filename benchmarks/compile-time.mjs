/** How long the command line tool takes to compile large networks, as whole processes: `npm run compile-time`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cache } from './src/cache.mjs';
import { cli } from './src/cli.mjs';
import { describeMachine } from './src/machine.mjs';
import { node } from './src/node.mjs';
import { printMachine, printTable } from './src/report.mjs';
import { summarize } from './src/statistics.mjs';

const networks = { 'ResNet-152': 'resnet152()', 'ResNet-1202': 'cifarResnet(1202)' };

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) fail(`--runs is ${values.runs}; expected a whole number from 1`);

const folder = new URL('compile-time/', cache);
mkdirSync(folder, { recursive: true });
const tool = findTool();
const names = Object.keys(networks);
names.forEach(writeModel);
names.forEach(compileOnce); // so that no file is read from the disk for the first time
const seconds = new Map(names.map((name) => [name, []]));
for (let run = 0; run < runs; run++) for (const name of names) seconds.get(name).push(compileOnce(name));

printMachine(describeMachine());
printTable(
  ['network', 'seconds', 'quartiles'],
  names.map((name) => {
    const { median, lower, upper } = summarize(seconds.get(name));
    return [name, median.toFixed(2), `${lower.toFixed(2)}–${upper.toFixed(2)}`];
  }),
);

function modelFile(name) {
  return new URL(`${name}.ts`, folder);
}

function writeModel(name) {
  const call = networks[name];
  writeFileSync(
    modelFile(name),
    `import { ${call.slice(0, call.indexOf('('))} } from 'resnet-compile';\nexport default ${call};\n`,
  );
}

/** @returns seconds */
function compileOnce(name) {
  const start = performance.now();
  const { status, stderr } = spawnSync(
    node,
    [fileURLToPath(tool), fileURLToPath(modelFile(name)), '--out', fileURLToPath(new URL('dist/', folder))],
    { encoding: 'utf8' },
  );
  if (status !== 0) fail(`${name} does not compile:\n${stderr}`);
  return (performance.now() - start) / 1000;
}

function findTool() {
  try {
    return cli();
  } catch (error) {
    return fail(error.message);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
