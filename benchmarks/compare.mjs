/** What differs between two built checkouts, as Markdown: `npm run compare -- OLD NEW [--name compare]`. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { cpus, loadavg } from 'node:os';
import { compileAll, modulesOf } from './src/compare/modules.mjs';
import { markdownTable, number } from './src/report.mjs';
import { summarize } from './src/statistics.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string', default: 'compare' } },
});
if (positionals.length !== 2) {
  console.error('npm run compare -- OLD NEW [--name compare]: two folders with a built checkout each');
  process.exit(1);
}
const states = ['old', 'new'];
const roots = positionals.map((path) => resolve(process.env.INIT_CWD ?? '.', path));
const run = async (script, ...parameters) => {
  const path = fileURLToPath(new URL(`src/compare/${script}.mjs`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...parameters.map(String)], {
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
};

const began = performance.now();
const compiled = states.map((state, index) => compileAll(state, roots[index]));
const sections = [
  ['Oracles', await oracleRows()],
  ['Errors of several pictures', await errorRows()],
  ['Times of calls', await pairRows()],
  ['Times of compiling', await compileRows()],
  ['Modules', sizeRows()],
];
const minutes = ((performance.now() - began) / 60000).toFixed(1);
const lacks = states.flatMap((state, index) =>
  Object.entries(compiled[index]).flatMap(([file, { lacks: what }]) => (what ? [`- ${state}, ${file}: ${what}`] : [])),
);
const report = [
  `# ${roots.map(commitOf).join(' → ')}`,
  `${new Date().toISOString().slice(0, 10)}, ${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}; ${minutes} minutes, load ${loadavg()[0].toFixed(1)} at the end (above 1 others were at work).`,
  ...sections.flatMap(([title, { said, heads, rows }]) => [`## ${title}`, said, markdownTable(heads, rows)]),
  ...(lacks.length ? ['## What a state lacks', lacks.join('\n')] : []),
].join('\n\n');
const results = new URL('results/', import.meta.url);
mkdirSync(results, { recursive: true });
writeFileSync(new URL(`${values.name}.md`, results), `${report}\n`);
console.log(report);

async function oracleRows() {
  const rows = [];
  for (const [file, title] of [
    ['oracles', 'wasm'],
    ['javascript', 'JavaScript'],
    ['steps', 'training step'],
  ]) {
    const [old, now] = [await run('oracles', 'old', file), await run('oracles', 'new', file)];
    for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const errors = [old[name], now[name]].flatMap((each) => [each?.error, each?.gradients]);
      const same = old[name] && now[name] ? (old[name].bits === now[name].bits ? 'same' : '**differ**') : '–';
      rows.push([name, title, ...[0, 2, 1, 3].map((place) => errors[place]?.toExponential(1) ?? '–'), same]);
    }
  }
  const said =
    "Largest errors against PyTorch's float64: of one image's logits by the largest, of losses by each; of the first step's gradients, of what the oracles list of them, by each tensor's root mean square. Bits: of logits, or of the state after all steps.";
  return { said, heads: ['network', 'code', 'old', 'new', 'gradients, old', 'new', 'bits'], rows };
}

async function errorRows() {
  const rows = [];
  for (const [file, network, argument, module, pictures] of [
    ['family', 'resnet18', '', 'resnet18', 8],
    ['family', 'resnet50', '', 'resnet50', 8],
    ['family', 'resnet152', '', 'resnet152', 4],
    ['family', 'wide_resnet50_2', '', 'wide_resnet50_2', 4],
    ['family', 'cifarResnet', 20, 'cifarResnet20', 64],
    ['family', 'cifarResnet', 110, 'cifarResnet110', 64],
    ['javascript', 'cifarResnet', 20, 'cifar_resnet20', 32],
    ['javascript', 'cifarResnet', 110, 'cifar_resnet110', 32],
  ]) {
    const { errors, largest } = await run('errors', file, network, argument, `${module}.js`, pictures);
    rows.push([
      module,
      file === 'family' ? 'wasm' : 'JavaScript',
      String(pictures),
      ...errors.map((each) => each.toExponential(2)),
      (errors[1] / errors[0]).toFixed(2),
      ...largest.map((each) => each.toExponential(1)),
    ]);
  }
  const said =
    "Root mean square over all logits of so many random pictures, relative to each picture's largest logit, against float64; random weights.";
  return { said, heads: ['network', 'code', 'pictures', 'old', 'new', 'new ÷ old', 'largest, old', 'new'], rows };
}

async function pairRows() {
  const rows = [];
  for (const [name, batch, shape, call, rounds] of [
    ['resnet18', 1, '3,224,224', 'predict', 60],
    ['resnet18', 8, '3,224,224', 'predict', 12],
    ['cifarResnet20', 1, '3,32,32', 'predict', 400],
    ['cifarResnet20', 128, '3,32,32', 'predict', 20],
    ['resnet18', 8, '3,224,224', 'trainStep', 6],
    ['cifarResnet20', 128, '3,32,32', 'trainStep', 16],
  ]) {
    const module = `${name}${call === 'predict' ? '' : '.train'}.js`;
    const { milliseconds, ratio } = await run('pairs', module, batch, shape, call, rounds);
    rows.push([name, call, String(batch), ...milliseconds.map(({ median }) => number(median)), ratioOf(ratio)]);
  }
  const said = 'In turn in one process, one thread, with the V8 flag; medians, and of the ratios their quartiles.';
  return { said, heads: ['network', 'call', 'batch', 'old, ms', 'new, ms', 'new ÷ old'], rows };
}

async function compileRows() {
  const rows = [];
  for (const [title, network, argument] of [
    ['ResNet-152', 'resnet152', ''],
    ['ResNet-1202', 'cifarResnet', 1202],
  ])
    for (const [mode, device] of [
      ['inference', 'cpu'],
      ['training', 'cpu'],
      ['inference', 'webgpu'],
    ]) {
      const taken = [[], []];
      for (let round = 0; round < 5; round++)
        for (const index of round % 2 ? [1, 0] : [0, 1])
          taken[index].push(await run('compile-once', roots[index], network, argument, mode, device));
      for (const phase of ['compile', 'plan']) {
        const [old, now] = taken.map((runs) => runs.map((each) => each[phase]));
        const times = [old, now].map((each) => number(summarize(each).least));
        rows.push([title, mode, device, phase, ...times, ratioOf(summarize(old.map((time, run) => now[run] / time)))]);
      }
    }
  const said =
    'Processor time of the thread, each in a fresh process, the least of five; of the ratios medians and quartiles.';
  return { said, heads: ['network', 'mode', 'device', 'phase', 'old, ms', 'new, ms', 'new ÷ old'], rows };
}

function sizeRows() {
  const rows = [];
  for (const file of ['family', 'both', 'training'])
    for (const module of new Set(compiled.flatMap((each) => each[file].modules))) {
      if (file === 'training' && !module.includes('.train.')) continue;
      const sizes = states.map((state, index) => {
        if (!compiled[index][file].modules.includes(module)) return undefined;
        const text = readFileSync(join(modulesOf(state, file), module));
        return {
          raw: text.length,
          gzipped: gzipSync(text, { level: 9 }).length,
          ...toldOf(compiled[index][file].printed, module),
        };
      });
      rows.push([
        module.replace(/\.js$/, ''),
        file === 'both' ? 'both devices' : 'CPU',
        ...['raw', 'gzipped', 'arena', 'memory'].map((what) => changed(...sizes.map((each) => each?.[what]))),
      ]);
    }
  const said =
    'Bytes of files, raw and by gzip −9; arena per image and memory for one image as the tool prints them. Old → new where they differ.';
  return { said, heads: ['module', 'devices', 'raw', 'gzip −9', 'arena', 'memory'], rows };
}

/** What the tool printed of one module. */
function toldOf(printed, module) {
  const [, about = ''] = printed.split(`/${module}\n`);
  const [block] = about.split('\n\n');
  return { arena: /([\d.]+ \w?B) per image/.exec(block)?.[1], memory: /memory\s+([\d.]+ \w?B)/.exec(block)?.[1] };
}

function changed(old, now) {
  const shown = (value) => (typeof value === 'number' ? value.toLocaleString('en') : (value ?? '–'));
  return old === now ? shown(old) : `${shown(old)} → ${shown(now)}`;
}

function ratioOf({ median, lower, upper }) {
  return `${median.toFixed(2)} (${lower.toFixed(2)}–${upper.toFixed(2)})`;
}

function commitOf(root) {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'no commit';
  }
}
