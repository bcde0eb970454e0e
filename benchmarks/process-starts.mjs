/**
 * Starts many processes that load a compiled module with `v8Flags: 'set'` between two other WebAssembly modules with SIMD,
 * on several versions of Node, and counts crashes and wrong numbers: `npm run process-starts -- --help`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import wabt from 'wabt';
import { cache } from './src/cache.mjs';
import { compiledModule, compileOurs } from './src/compile-ours.mjs';
import { installNode } from './src/install-node.mjs';
import { describeMachine } from './src/machine.mjs';
import { writeResults } from './src/write-results.mjs';

const { values: options } = parseArgs({
  options: {
    versions: { type: 'string', default: '20,22,24,26' },
    starts: { type: 'string', default: '1000' },
    parallel: { type: 'string', default: '2' },
    name: { type: 'string', default: 'process-starts' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'npm run process-starts -- [--versions 20,22,24,26] [--starts 1000] [--parallel 2] [--name process-starts]',
  );
  process.exit(0);
}

const network = 'small';
compileOurs(
  network,
  ['--target', 'cpu'],
  `import { resnet } from 'resnet-compile';\nexport default resnet({ stages: [1, 1], width: 32, stem: 'cifar', block: 'basic', input: [3, 20, 20], classes: 10 });\n`,
);
const other = new URL('other.wasm', cache);
writeFileSync(other, await otherModule());

const results = [];
for (const version of options.versions.split(',')) {
  const node = installNode(version);
  const counts = {
    version: spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim(),
    right: 0,
    wrong: 0,
    crashed: 0,
    messages: [],
  };
  let left = Number(options.starts);
  const worker = async () => {
    while (left-- > 0) {
      const { status, signal, output } = await start(node);
      if (status === 0) counts.right++;
      else if (status === 3) counts.wrong++;
      else counts.crashed++;
      if (status !== 0 && counts.messages.length < 3)
        counts.messages.push(`${signal ?? status}: ${output.slice(-300)}`);
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: Number(options.parallel) }, worker));
  console.log(
    `${counts.version}: ${counts.right} right, ${counts.wrong} wrong, ${counts.crashed} crashed, ${((performance.now() - begin) / 1000).toFixed(0)} s`,
  );
  for (const message of counts.messages) console.log(message);
  results.push(counts);
}
console.log(
  `results/${writeResults(options.name, { date: new Date().toISOString(), machine: describeMachine(), starts: Number(options.starts), results })}`,
);
if (results.some(({ wrong, crashed }) => wrong + crashed > 0)) process.exitCode = 1;

function start(node) {
  return new Promise((resolve) => {
    const child = spawn(
      node,
      [
        fileURLToPath(new URL('src/one-start.mjs', import.meta.url)),
        compiledModule(network).href,
        fileURLToPath(other),
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let output = '';
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (status, signal) => resolve({ status, signal, output }));
  });
}

/** Neighbouring vectors, as V8 joins them: 1 + 2 + … + n, eight numbers at a time. */
async function otherModule() {
  const module = (await wabt()).parseWat(
    'other.wat',
    `(module
    (memory (export "memory") 1)
    (func (export "sum") (param $count i32) (local $at i32) (local $a v128) (local $b v128)
      (loop $next
        (local.set $a (f32x4.add (local.get $a) (v128.load offset=0 (local.get $at))))
        (local.set $b (f32x4.add (local.get $b) (v128.load offset=16 (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br_if $next (i32.lt_u (local.get $at) (i32.shl (local.get $count) (i32.const 2)))))
      (v128.store offset=0 (i32.const 32768) (local.get $a))
      (v128.store offset=16 (i32.const 32768) (local.get $b))))`,
    { simd: true },
  );
  return module.toBinary({}).buffer;
}
