/** The CIFAR ResNet-20 in one process and in two, and in two of which one is killed: `npm run parallel-curves -- --help`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from './src/machine.mjs';
import { node } from './src/node.mjs';
import { drawCurves } from './src/parallel/draw-curves.mjs';
import { printMachine, printTable } from './src/report.mjs';
import { compileByTool } from './src/tool.mjs';
import { writeResults } from './src/write-results.mjs';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: 'data/cifar-10-batches-bin' },
    steps: { type: 'string', default: '200' },
    tested: { type: 'string', default: '1000' },
    batch: { type: 'string', default: '128' },
    name: { type: 'string', default: 'parallel-curves' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    "npm run parallel-curves -- [--data CIFAR-10's folder] [--steps 200] [--batch 128] [--tested 1000 images] [--name parallel-curves]\nNeeds mpirun. Only under its own name is docs/parallel-curves.svg drawn anew.",
  );
  process.exit(0);
}
const [steps, batch, tested] = [options.steps, options.batch, options.tested].map(Number);
const evaluateEvery = Math.ceil(steps / 4);
const killAt = Math.round(steps / 2) + 5;
const folder = mkdtempSync(join(tmpdir(), 'parallel-'));
const { training: module } = compileByTool(
  'parallel-cifar20',
  `training(dsl.cifarResnet(20), { optimizer: dsl.sgd({ momentum: 0.9, nesterov: true, weightDecay: 5e-4 }), initialization: 'fan-in' })`,
  ['--train'],
);

/** Runs on so many ranks, and goes on with others where that is killed. */
function run(name, ...parts) {
  const records = join(folder, `${name}.jsonl`);
  for (const { ranks, killed } of parts) {
    const given = { module, data: options.data, out: join(folder, name), records, steps, batch, evaluateEvery, tested };
    const { status, stderr } = spawnSync(
      'mpirun',
      [
        '-n',
        String(ranks),
        node,
        fileURLToPath(new URL('src/parallel/train-rank.mjs', import.meta.url)),
        JSON.stringify(killed ? { ...given, killAt } : given),
      ],
      { encoding: 'utf8', stdio: ['ignore', 'inherit', 'pipe'] },
    );
    if ((status === 0) === Boolean(killed)) throw new Error(`${name}, ${ranks} ranks, ended with ${status}: ${stderr}`);
  }
  const lines = readFileSync(records, 'utf8').trim().split('\n').map(JSON.parse);
  // What was made again replaces what it was.
  const last = (kind) => [
    ...new Map(lines.filter((line) => line.kind === kind).map((line) => [line.step, line])).values(),
  ];
  return { name, losses: last('step').map(({ loss }) => loss), evaluations: last('evaluation') };
}

const runs = [
  run(`1 × ${batch}`, { ranks: 1 }),
  run(`2 × ${batch / 2}`, { ranks: 2 }),
  run(`2 × ${batch / 2}, killed, then 1 × ${batch}`, { ranks: 2, killed: true }, { ranks: 1 }),
];
rmSync(folder, { recursive: true });

const names = runs.map(({ name }) => name);
const window = 10;
const smooth = (losses) =>
  losses.flatMap((_, k) => {
    if (k + 1 < window) return [];
    return [[k + 1, losses.slice(k + 1 - window, k + 1).reduce((sum, loss) => sum + loss, 0) / window]];
  });
printMachine(describeMachine());
printTable(
  [
    'after step',
    ...names.map((name) => `${name}: loss of ${window} steps`),
    ...names.map((name) => `${name}: top-1, %`),
  ],
  runs[0].evaluations.map(({ step }, k) => [
    String(step),
    ...runs.map(({ losses }) => new Map(smooth(losses)).get(step).toFixed(3)),
    ...runs.map(({ evaluations }) => (100 * evaluations[k].top1).toFixed(2)),
  ]),
);
writeResults(options.name, { steps, batch, tested, killAt, runs });
if (options.name === 'parallel-curves')
  writeFileSync(
    new URL('../docs/parallel-curves.svg', import.meta.url),
    drawCurves(names, [
      { title: `training loss, mean of ${window} steps`, x: 'step', curves: runs.map(({ losses }) => smooth(losses)) },
      {
        title: 'test images right, %',
        x: 'step',
        curves: runs.map(({ evaluations }) => evaluations.map(({ step, top1 }) => [step, 100 * top1])),
      },
    ]),
  );
