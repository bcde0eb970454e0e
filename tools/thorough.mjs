/**
 * The thorough run: every suite that has tests which take minutes, one after the other, with those tests.
 * `npm run thorough` runs what the table in docs/thorough.md has no result of at this commit, and so goes on where it was
 * interrupted; `npm run thorough -- NAME…` runs the named ones in any case. The table is written after each.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { countsOf } from './counts-of.mjs';

const page = 'docs/thorough.md';
const heads = ['suite', 'passed', 'failed', 'skipped', 'minutes', 'commit', 'date'];
const suites = new Map([
  ...execFileSync('git', ['ls-files', 'packages/*/tests/**.test.ts', 'examples/page/tests/*.test.ts'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter(
      (file) =>
        file && /RESNET_COMPILE_THOROUGH|\bthorough\b[^;]*} from '\.|\/thorough\.ts'/.test(readFileSync(file, 'utf8')),
    )
    .map((file) => [basename(file, '.test.ts'), file]),
  ['hosts', 'hosts'],
]);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.has(name));
if (unknown.length) {
  console.error(`thorough: there is no suite ${unknown.join(', ')}; there are ${[...suites.keys()].join(', ')}`);
  process.exit(1);
}
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const rows = new Map(
  (existsSync(page) ? readFileSync(page, 'utf8').split('\n') : [])
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, name]) => suites.has(name))
    .map(([, ...cells]) => [cells[0], cells.slice(0, heads.length)]),
);
const due = wanted.length ? wanted : [...suites.keys()].filter((name) => rows.get(name)?.[5] !== commit);

for (const [index, name] of due.entries()) {
  console.log(
    `\nthorough: ${name}, ${index + 1} of ${due.length}${rows.has(name) ? `; took ${rows.get(name)[4]} minutes before` : ''}`,
  );
  const began = performance.now();
  const counts = run(suites.get(name));
  const minutes = ((performance.now() - began) / 60000).toFixed(1);
  rows.set(name, [name, ...counts.map(String), minutes, commit, new Date().toISOString().slice(0, 10)]);
  writeTable();
}
const failed = due.filter((name) => rows.get(name)[2] !== '0');
console.log(
  `\nthorough: ${due.length} run, ${failed.length} of them failed${failed.length ? `: ${failed.join(', ')}` : ''}`,
);
process.exitCode = failed.length ? 1 : 0;

/** @returns how many tests passed, failed and were skipped; a suite that ends without a result failed. */
function run(suite) {
  const [folder] = suite === 'hosts' ? ['hosts'] : /^(?:packages|examples)\/[^/]+/.exec(suite);
  rmSync(`${folder}/.test-results/results.json`, { force: true });
  const parameters =
    suite === 'hosts'
      ? ['npm', 'test', '--prefix', 'hosts']
      : ['npx', 'vitest', 'run', '--root', folder, '--config', '../../vitest.config.ts', basename(suite)];
  spawnSync(parameters[0], parameters.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, RESNET_COMPILE_THOROUGH: '1' },
  });
  const { passed, failed, skipped } = countsOf(folder) ?? { passed: 0, failed: 1, skipped: 0 };
  return [passed, failed, skipped];
}

function writeTable() {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const table = [
    heads,
    heads.map(() => '---'),
    ...[...suites.keys()].flatMap((name) => (rows.has(name) ? [rows.get(name)] : [])),
  ];
  const text = `# The thorough run

\`npm run thorough\` runs every suite with its tests that take minutes; those are left out of \`npm test\`. What was last
found, by suite; tests that need the data of \`RESNET_COMPILE_SHARED\` are skipped without it.

${table.map(line).join('\n')}
`;
  writeFileSync(`${page}.new`, text);
  renameSync(`${page}.new`, page);
}
