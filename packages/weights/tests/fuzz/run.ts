/**
 * Reads mutations of valid files: `run.ts --seconds 10 --seed 1`, or `--files 1000`. Each is either read or refused with a
 * WeightsError, in time, without more memory than README.md states, and nothing that it says is run or set anywhere. Ends with 1
 * where one was not, and says which: `--only zip --at 1234` does that one alone. This needs a process of its own.
 */
import { writeFileSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { allocated } from './count-allocations.ts';
import { Random } from './random.ts';
import { subjects, type Subject } from './subjects.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    files: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    at: { type: 'string' },
  },
});
const { seconds = Infinity, files = Infinity, seed = '1', only, at } = values;

/** Beyond 8 MiB, what a file of so many bytes may take, as README.md has it. */
const times = 64;
const free = 8 * 2 ** 20;
/** Milliseconds of computing; a machine that is busy with other things takes longer. */
const longest = 2500;

/** What nobody may change: the names that everything has, and those of the process. */
const watched = [
  globalThis,
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Map.prototype,
  process.env,
];
const namesOfAll = (): string => watched.map((object) => Reflect.ownKeys(object).length).join();
const before = namesOfAll();

function faultOf(read: () => unknown): string | undefined {
  allocated();
  const start = process.cpuUsage();
  let fault: string | undefined;
  try {
    read();
  } catch (error) {
    const { name, message, stack = '' } = error as Error;
    if (name !== 'WeightsError')
      fault = `${name}: ${message.slice(0, 200)}${stack.slice(stack.indexOf('\n')).split('\n', 4).join('\n')}`;
    // oxlint-disable-next-line no-control-regex
    else if (/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]/.test(message))
      fault = `a message with controls: ${JSON.stringify(message.slice(0, 300))}`;
    else if (message.length > 5000) fault = `a message of ${message.length} characters: ${message.slice(0, 300)}`;
  }
  const { user } = process.cpuUsage(start);
  if (user / 1000 > longest) fault ??= `took ${Math.round(user / 1000)} ms`;
  if (namesOfAll() !== before) fault ??= 'something global was changed';
  return fault;
}

// A file that never ends is named by a thread of its own.
const progress = new Int32Array(new SharedArrayBuffer(8));
new Worker(
  `const { workerData: progress } = require('node:worker_threads');
   let last = -1;
   setInterval(() => {
     const at = Atomics.load(progress, 0);
     if (at === last) { require('node:fs').writeSync(2, 'fuzz: file ' + at + ' of subject ' + progress[1] + ' does not end\\n'); process.kill(process.pid, 'SIGKILL'); }
     last = at;
   }, ${longest * 24});`,
  { eval: true, workerData: progress },
).unref();

const mutationOf = ({ files: valid, mutations }: Subject, number: number, index: number): Uint8Array => {
  const random = new Random(Math.imul(Number(seed), 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b) ^ index);
  return random.pick(mutations)(random.pick(valid), random, valid);
};

const chosen = Object.entries(subjects).filter(([name]) => only === undefined || name === only);
const found = new Map<string, string>();
const counts = new Map<string, { read: number; refused: number; largest: number }>();
const end = Date.now() + Number(seconds) * 1000;
for (
  let number = Number(at ?? 0);
  number < Number(at === undefined ? files : Number(at) + 1) && Date.now() < end;
  number++
) {
  for (const [index, [name, subject]] of chosen.entries()) {
    const bytes = mutationOf(subject, number, index);
    Atomics.store(progress, 1, index);
    Atomics.add(progress, 0, 1);
    const count = counts.get(name) ?? { read: 0, refused: 0, largest: 0 };
    counts.set(name, count);
    let isRead = false;
    let fault = faultOf(() => {
      subject.read(bytes);
      isRead = true;
    });
    const size = allocated();
    count[isRead ? 'read' : 'refused']++;
    count.largest = Math.max(count.largest, (size - free) / bytes.length);
    if (size > free + times * bytes.length) fault ??= `allocates ${size} bytes for ${bytes.length}`;
    if (fault === undefined) continue;
    // One of each kind is enough.
    const kind = fault.slice(0, 60).replaceAll(/\d+/g, '0');
    if (found.has(kind)) continue;
    found.set(kind, fault);
    writeSync(2, `fuzz: --seed ${seed} --only ${name} --at ${number}: ${fault}\n`);
    if (at !== undefined) writeFileSync(`fuzz-${name}-${seed}-${number}.bin`, bytes);
  }
}
for (const [name, { read, refused, largest }] of counts)
  console.log(
    `${name}: ${read} files were read, ${refused} refused; at most ${Math.max(0, largest).toFixed(1)} times the file beyond 8 MiB`,
  );
process.exit(found.size ? 1 : 0);
