/** What a step costs on 1 to 1,024 ranks, from what it costs here, into docs/scale.md: `npm run scale -- --help`. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from './src/machine.mjs';
import { node } from './src/node.mjs';
import { markdownTable, number, printMachine } from './src/report.mjs';
import { stepTime, sumTime } from './src/scale/step-time.mjs';
import { summarize } from './src/statistics.mjs';
import { compileByTool } from './src/tool.mjs';
import { writeResults } from './src/write-results.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    name: { type: 'string', default: 'scale' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'npm run scale -- [--rounds 10] [--name scale]\nNeeds mpirun; one thread a rank. Only under its own name is docs/scale.md written anew.',
  );
  process.exit(0);
}
/** Values that are summed by themselves, to know what a sum costs. */
const lengths = [1, 1e3, 1e5, 1e6, 1e7];
/** Bytes a second between a card and its host, assumed: gradients go there and back. */
const hostLink = 1e10;
/** Buckets of 25 MB, as PyTorch's DistributedDataParallel makes them. */
const bucketsOf = (bytes) => Math.ceil(bytes / 25e6);
const milliseconds = (seconds) => number(1000 * seconds);
const networks = [
  { name: 'CIFAR ResNet-20', call: 'cifarResnet(20)', batch: 64, size: 32, classes: 10 },
  { name: 'ResNet-50', call: 'resnet50()', batch: 8, size: 224, classes: 1000 },
].map((network, index) => ({
  ...network,
  module: compileByTool(`scale-${index}`, network.call, ['--train']).training,
}));

const measured = networks.map((network) => ({ ...network, by: [1, 2].map((ranks) => measure(network, ranks)) }));
const link = fitLink(measured[0].by[1].times);
printMachine(describeMachine());
const blocks = { check: check(), prediction: predict() };
console.log(`\n${blocks.check}\n\n${blocks.prediction}`);
const report = {
  machine: describeMachine(),
  link,
  measured: measured.map((each) => {
    const { module: _, ...rest } = each;
    return rest;
  }),
};
const file = writeResults(options.name, report);
const isNamed = options.name === 'scale';
if (isNamed) writePage();
console.log(`\nThe times are in results/${file}${isNamed ? ', the tables in docs/scale.md' : ''}.`);

function measure({ module, batch, size, classes }, ranks) {
  const program = fileURLToPath(new URL('src/scale/time-rank.mjs', import.meta.url));
  const given = JSON.stringify({ module, batch, size, classes, rounds: Number(options.rounds), lengths });
  const { status, stdout, stderr, error } = spawnSync('mpirun', ['-n', String(ranks), node, program, given], {
    encoding: 'utf8',
  });
  if (error) throw new Error(`mpirun does not start: ${error.message}; install MPICH`);
  if (status !== 0) throw new Error(`${ranks} ranks ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

/** Latency and speed of sums on two ranks, in seconds and bytes: of the shortest, and of the longest. */
function fitLink(times) {
  const seconds = (length) => summarize(times[`sum ${length}`]).median / 1000;
  const [first, last] = [lengths[0], lengths.at(-1)];
  return { latency: seconds(first) / 2, speed: (4 * last) / (seconds(last) - seconds(first)) };
}

/** What a share's step takes by itself, the bytes of its sum, and what handing those over takes: on one rank. */
function stepOf({ by: [alone] }) {
  const [compute, handed] = ['alone', 'handed'].map((name) => summarize(alone.times[name]).median / 1000);
  return { compute, handOff: Math.max(0, handed - compute), bytes: 4 * alone.length };
}

function check() {
  const rows = measured.map((network) => {
    const [step, [, two]] = [stepOf(network), network.by];
    const found = Object.fromEntries(
      ['alone', 'summed'].map((name) => [name, summarize(two.times[name]).median / 1000]),
    );
    const both = { ...step, compute: found.alone };
    return [
      `${network.name}, ${network.batch} images a rank`,
      milliseconds(step.compute),
      milliseconds(found.alone),
      milliseconds(step.handOff + sumTime(step.bytes, 2, link)),
      milliseconds(found.summed - found.alone),
      milliseconds(stepTime(step, 2, link)),
      milliseconds(stepTime(both, 2, link)),
      milliseconds(found.summed),
      `${(found.summed / stepTime(both, 2, link)).toFixed(2)}`,
    ];
  });
  return markdownTable(
    [
      'ms',
      'step, 1 rank',
      'step, 2 at once, no sums',
      'sum, predicted',
      'sum, measured',
      '2 ranks, from 1 rank',
      '2 ranks, from 2 at once',
      '2 ranks, measured',
      'measured ÷ predicted',
    ],
    rows,
  );
}

function predict() {
  const links = [
    ['1 Gb/s Ethernet', { latency: 50e-6, speed: 0.125e9 }],
    ['10 Gb/s Ethernet', { latency: 30e-6, speed: 1.25e9 }],
    ['100 Gb/s InfiniBand', { latency: 2e-6, speed: 12.5e9 }],
  ];
  const gpu = JSON.parse(readFileSync(new URL('results/gpu-nvidia-h100.json', import.meta.url)));
  const onGpu = (name) => gpu.runs.at(-1).speed.find((each) => each.what === 'train f32' && each.name === name);
  const cases = measured.flatMap((network, index) => {
    const step = stepOf(network);
    const fast = onGpu(['cifar20', 'resnet50'][index]);
    return [
      [`${network.name}, ${network.batch} images a rank, one thread here`, step],
      [
        `${network.name}, ${fast.batch} images a rank, ${gpu.card}`,
        { compute: fast.ms / 1000, bytes: step.bytes, handOff: (2 * step.bytes) / hostLink },
      ],
    ];
  });
  const ranks = [1, 2, 4, 8, 16, 64, 256, 1024];
  return cases
    .map(([title, step]) => {
      const cells = (buckets) => (count) => (link) => {
        const time = stepTime(step, count, link, buckets);
        return `${milliseconds(time)} (${((100 * step.compute) / time).toFixed(0)} %)`;
      };
      const rows = ranks.map((count) => [
        String(count),
        ...links.flatMap(([, link]) => [cells(1)(count)(link), cells(bucketsOf(step.bytes))(count)(link)]),
      ]);
      const heads = ['ranks', ...links.flatMap(([name]) => [name, 'overlapped'])];
      return `**${title}**: ${(step.bytes / 1e6).toFixed(1)} MB are summed\n\n${markdownTable(heads, rows)}`;
    })
    .join('\n\n');
}

function writePage() {
  const page = new URL('../docs/scale.md', import.meta.url);
  const text = Object.entries(blocks).reduce(
    (whole, [name, block]) =>
      whole.replace(
        new RegExp(`(<!-- ${name} -->\\n)[^]*(<!-- end of ${name} -->)`),
        (_, start, end) => `${start}\n${block}\n\n${end}`,
      ),
    readFileSync(page, 'utf8'),
  );
  writeFileSync(page, text);
}
