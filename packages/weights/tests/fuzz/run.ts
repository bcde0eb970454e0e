/**
 * Reads mutations of valid files: `run.ts --seconds 10 --seed 1`, or `--files 1000`. Each is either read or refused with a
 * WeightsError, in time, without more memory than README.md states, and nothing that it says is run or set anywhere. Ends with 1
 * where one was not, and says which: `--only zip --at 1234` does that one alone. This needs a process of its own.
 */
import { writeFileSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Fuzzing, kindOfFault } from '@resnet-compile/testing/fuzzing';
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
const fuzzing = new Fuzzing('WeightsError');

const mutationOf = ({ files: valid, mutations }: Subject, number: number, index: number): Uint8Array => {
  const random = new Random(Math.imul(Number(seed), 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b) ^ index);
  return random.pick(mutations)(random.pick(valid), random, valid);
};

const chosen = Object.entries(subjects).filter(([name]) => only === undefined || name === only);
if (!chosen.length) {
  console.error(
    `fuzz: there is nothing named ${only ?? ''} to read; there are ${[...Object.keys(subjects), 'onnx'].join(', ')}`,
  );
  process.exit(1);
}
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
    const count = counts.get(name) ?? { read: 0, refused: 0, largest: 0 };
    counts.set(name, count);
    let isRead = false;
    allocated();
    let fault = fuzzing.faultOf(() => {
      subject.read(bytes);
      isRead = true;
    }, index);
    const size = allocated();
    count[isRead ? 'read' : 'refused']++;
    count.largest = Math.max(count.largest, (size - free) / bytes.length);
    if (size > free + times * bytes.length) fault ??= `allocates ${size} bytes for ${bytes.length}`;
    if (fault === undefined) continue;
    // One of each kind is enough.
    const kind = kindOfFault(fault);
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
