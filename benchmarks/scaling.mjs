/** How time and compile time grow with depth and width, as a table, JSON and docs/scaling.svg: `npm run scaling -- --help`. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from './src/machine.mjs';
import { node } from './src/node.mjs';
import { number, printMachine, printTable } from './src/report.mjs';
import { drawScaling } from './src/scaling/draw-scaling.mjs';
import { fitLine } from './src/scaling/fit-line.mjs';
import { compileByTool } from './src/tool.mjs';
import { writeResults } from './src/write-results.mjs';

const { values: options } = parseArgs({
  options: {
    depths: { type: 'string', default: '20,56,110,218,434,1202' },
    widths: { type: 'string', default: '16,32,48,64' },
    batch: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '5' },
    passes: { type: 'string', default: '3' },
    name: { type: 'string', default: 'scaling' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'npm run scaling -- [--depths 20,56,110,218,434,1202] [--widths 16,32,48,64] [--batch 8] [--passes 3] [--rounds 5] [--name scaling]\nCIFAR ResNets on one thread, by its processor time; --batch: of training. Each pass compiles and times all networks, one after the other; the least of all counts. Only under its own name is docs/scaling.svg drawn anew.',
  );
  process.exit(0);
}
const [batch, rounds, passes] = [options.batch, options.rounds, options.passes].map(Number);
const listed = (text) => text.split(',').map(Number);
const measures = [
  ['inference', 'predict, 1 image', 'ms'],
  ['training', `a step on ${batch} images`, 'ms'],
  ['compiling', 'compiling, --train', 's'],
];

const start = (depth, width, call) => ({
  depth,
  width,
  call,
  multiplyAdds: 0,
  inference: [],
  training: [],
  compiling: [],
});
const byDepth = listed(options.depths).map((depth) => start(depth, 16, `cifarResnet(${depth})`));
const byWidth = listed(options.widths).map((width) => start(20, width, `cifarResnet(20, { width: ${width} })`));
// In turn, so that a slower minute of the machine is everybody's.
for (let pass = 0; pass < passes; pass++) for (const network of [...byDepth, ...byWidth]) measure(network);
const series = [
  { networks: byDepth, x: 'layers', at: ({ depth }) => depth },
  { networks: byWidth, x: '10⁶ multiply-adds', at: ({ multiplyAdds }) => multiplyAdds / 1e6 },
];
const panels = series.flatMap(({ networks, x, at }) =>
  measures.map(([key, title, unit]) => {
    const points = networks.map((network) => [at(network), least(network[key])]);
    return { title: `${title}, ${unit}`, x, points, line: fitLine(points) };
  }),
);

printMachine(describeMachine());
for (const { networks } of series) {
  console.log();
  printTable(
    ['depth', 'width', '10⁶ multiply-adds', 'predict, ms', 'GFLOP/s', 'train, ms', 'GFLOP/s', 'compile, s'],
    networks.map(({ depth, width, multiplyAdds, inference, training, compiling }) => [
      String(depth),
      String(width),
      (multiplyAdds / 1e6).toFixed(0),
      number(least(inference)),
      rate(multiplyAdds, least(inference)),
      number(least(training)),
      rate(3 * batch * multiplyAdds, least(training)),
      number(least(compiling)),
    ]),
  );
}
console.log();
printTable(
  ['against', 'measure', 'first interval', 'last interval', 'line', 'furthest from it'],
  panels.map(({ title, x, points, line: { slope, intercept, deviation } }) => [
    x,
    title,
    slopeBetween(points.slice(0, 2)),
    slopeBetween(points.slice(-2)),
    `${number(intercept)} + ${slope.toPrecision(3)} x`,
    `${(100 * deviation).toFixed(0)} %`,
  ]),
);
console.log(
  `\nIntervals: the slope between the first two networks, and between the last two. A step counts three times the forward pass's multiply-adds.`,
);
console.log(
  `results/${writeResults(options.name, { date: new Date().toISOString(), machine: describeMachine(), batch, byDepth, byWidth, lines: panels.map(({ title, x, line }) => ({ title, x, ...line })) })}`,
);
if (options.name === 'scaling') writeFileSync(new URL('../docs/scaling.svg', import.meta.url), drawScaling(panels));

/** One pass over one network: appends samples, of calls in milliseconds of the processor and of the tool's whole process in seconds. */
function measure(network) {
  const { depth, width, call } = network;
  const compiled = compileByTool(`scaling-${depth}-${width}`, call, ['--train']);
  const predicting = timeCalls(compiled.inference, 'predict', 1);
  network.multiplyAdds = predicting.multiplyAdds;
  network.compiling.push(compiled.seconds);
  network.inference.push(...predicting.samples);
  network.training.push(...timeCalls(compiled.training, 'trainStep', batch).samples);
  console.error(`${call}: done`);
}

/** Other programs only ever add to it. */
function least(samples) {
  return Math.min(...samples);
}

function timeCalls(module, method, images) {
  const { status, stdout } = spawnSync(
    node,
    [
      fileURLToPath(new URL('src/scaling/time-calls.mjs', import.meta.url)),
      module,
      method,
      String(images),
      String(rounds),
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`${module}: ${method} failed`);
  return JSON.parse(stdout);
}

function slopeBetween([[x1, y1], [x2, y2]]) {
  return ((y2 - y1) / (x2 - x1)).toPrecision(3);
}

function rate(multiplyAdds, milliseconds) {
  return number((2 * multiplyAdds) / milliseconds / 1e6);
}
