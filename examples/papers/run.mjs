// Runs an experiment: prints its table, and writes its result and its picture.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from '../options.mjs';
import { draw } from './frame/draw.mjs';
import { surfacePage } from './frame/surface-page.mjs';

const names = readdirSync(new URL('experiments', import.meta.url))
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -'.mjs'.length));
const [name, ...given] = process.argv.slice(2);
if (!names.includes(name)) {
  const asked = name === undefined || name === '--help';
  (asked ? console.log : console.error)(`Usage: node run.mjs EXPERIMENT [options]\n\nExperiments: ${names.join(', ')}`);
  process.exit(asked ? 0 : 1);
}

const experiment = await import(`./experiments/${name}.mjs`);
const lines = Object.entries(experiment.settings).map(
  ([setting, [short, full, meaning]]) => `  --${setting} N`.padEnd(18) + `${meaning} (${short}; ${full})`,
);
const options = readOptions(
  `Usage: node run.mjs ${name} [options]

${experiment.title}: ${experiment.source}

  --full          the paper's setting: the second of the values below, not the first
${lines.join('\n')}
  --out FOLDER    what the runs write; what is there is kept, and goes on (runs/papers/${name}, or …-full)
  --data FOLDER   CIFAR-10's binary version; downloaded where it is not (data/cifar-10-batches-bin)
  --threads N     1
  --published FOLDER  of weights that others trained to the end, where an experiment shows those as well (none)
`,
  {
    ...Object.fromEntries(Object.keys(experiment.settings).map((setting) => [setting, ''])),
    full: false,
    out: '',
    data: 'data/cifar-10-batches-bin',
    threads: '1',
    published: '',
  },
  given,
);
const settings = Object.fromEntries(
  Object.entries(experiment.settings).map(([setting, [short, full]]) => [
    setting,
    positive(setting, options[setting] || (options.full ? full : short)),
  ]),
);
const out = options.out || join('runs/papers', options.full ? `${name}-full` : name);

const result = await experiment.run(settings, {
  out,
  data: options.data,
  published: options.published,
  threads: positive('threads', options.threads),
});
mkdirSync(out, { recursive: true });
writeFileSync(join(out, `${name}.json`), `${JSON.stringify({ settings, ...result }, rounded)}\n`);
writeFileSync(join(out, `${name}.svg`), draw(experiment.picture({ settings, ...result })));
console.log(`\n${experiment.table({ settings, ...result })}\n\npicture: ${join(out, `${name}.svg`)}`);
if (experiment.page) {
  const file = join(out, `${name}.html`);
  writeFileSync(file, surfacePage(experiment.page({ settings, ...result })));
  console.log(`to be turned: ${file}`);
}

/** Six digits are more than any of these measurements has. */
function rounded(_, value) {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}

function positive(setting, text) {
  const value = Number(text);
  if (value > 0) return value;
  console.error(`--${setting} is ${text}; expected a number above 0`);
  process.exit(1);
}
