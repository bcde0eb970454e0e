/**
 * Times grouped convolutions on the CPU, one thread, from sources: `npm run grouped -- [--against FOLDER] [--v8-flags set]`,
 * where the folder is another checkout; the two take turns.
 */
import { pathToFileURL, fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { number, printTable } from './src/report.mjs';

const { values: options } = parseArgs({
  options: {
    against: { type: 'string' },
    'v8-flags': { type: 'string', default: 'leave' },
    rounds: { type: 'string', default: '40' },
    only: { type: 'string', default: '' },
  },
});

/** Channels read, channels of the result, groups, the map's side, stride. */
const layers = [
  ['depthwise', 64, 64, 64, 112, 1],
  ['depthwise', 144, 144, 144, 56, 1],
  ['depthwise', 144, 144, 144, 56, 2],
  ['depthwise', 512, 512, 512, 14, 1],
  ['depthwise', 1024, 1024, 1024, 7, 1],
  ['depthwise ×2', 64, 128, 64, 56, 1],
  ['2 a group', 128, 128, 64, 28, 1],
  ['3 a group', 96, 96, 32, 28, 1],
  ['6 a group', 192, 192, 32, 28, 1],
  ['4 a group', 128, 128, 32, 56, 1],
  ['8 a group', 256, 256, 32, 28, 1],
];

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** What a kernel of the layer's network is called by. */
const kinds = { forward: 'convolution', 'input gradient': 'input_gradient', 'filter gradient': 'filter_gradient' };

async function timerOf(folder) {
  const from = (path) => import(new URL(`packages/${path}`, folder));
  const [dsl, { compile }, { cpuTarget }, { timeKernels }, { timedProgram }] = await Promise.all([
    from('dsl/src/index.ts'),
    from('compiler/src/index.ts'),
    from('backend-cpu/src/index.ts'),
    from('runtime/src/index.ts'),
    from('resnet-compile/src/cli/timed-program.ts'),
  ]);
  return async ([, channels, out, groups, side, stride], kind) => {
    const grouped = dsl.conv(out, { kernel: 3, stride, groups });
    // Behind another, so that there is a gradient of its input.
    const layers = [dsl.conv(channels), grouped, dsl.relu(), dsl.globalAveragePool(), dsl.dense(1)];
    const net = dsl.network({ input: [3, side, side] }, layers);
    const mode = kind === 'convolution' ? {} : { mode: 'training' };
    const { program } = compile(net, { name: 'layer', target: cpuTarget, ...mode });
    const wanted = program.kernels.findIndex(({ core }) => core.kind === kind && core.attributes.groups === groups);
    const { plan, kernelOf, ...timed } = timedProgram(program);
    const calls = plan.calls.filter((_, call) => kernelOf[call] === wanted);
    const [times] = await timeKernels([{ ...timed, plan: { ...plan, calls }, kernelOf: calls.map(() => 0) }], {
      batch: 1,
      threads: 1,
      rounds: Number(options.rounds),
      v8Flags: options['v8-flags'],
    });
    return median(times[0]);
  };
}

/** GB/s of copying as much as the caches do not hold. */
function copyBandwidth() {
  const [from, to] = [new Float32Array(2 ** 24), new Float32Array(2 ** 24)];
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    to.set(from);
    return performance.now() - start;
  });
  return (2 * from.byteLength) / median(times) / 1e6;
}

const folders = [new URL('..', import.meta.url), ...(options.against ? [pathToFileURL(`${options.against}/`)] : [])];
const timers = await Promise.all(folders.map(timerOf));
console.log(`copying: ${number(copyBandwidth())} GB/s; ${fileURLToPath(folders[0])}`);
for (const [title, kind] of Object.entries(kinds)) {
  const rows = [];
  for (const layer of layers.filter(([name]) => name.startsWith(options.only))) {
    const runs = timers.map(() => []);
    for (let turn = 0; turn < 3; turn++)
      for (const [index, time] of timers.entries()) runs[index].push(await time(layer, kind));
    const [ours, ...others] = runs.map(median);
    const [name, channels, out, groups, side, stride] = layer;
    const pixels = Math.ceil(side / stride) ** 2;
    const multiplyAdds = (9 * out * pixels * channels) / groups;
    const bytes = 4 * (channels * side ** 2 + out * pixels);
    rows.push([
      `${name}, ${channels}×${side}×${side} → ${out}${stride > 1 ? `, stride ${stride}` : ''}`,
      number(ours),
      number((2 * multiplyAdds) / ours / 1e6),
      number(bytes / ours / 1e6),
      ...others.map((milliseconds) => (milliseconds / ours).toFixed(2)),
    ]);
  }
  console.log(`\n### ${title}\n`);
  printTable(['layer', 'ms', 'GFLOP/s', 'GB/s', ...(options.against ? ['× against'] : [])], rows);
}
