/**
 * Imports mutations of the fixtures: `run.ts --seconds 10 --seed 1`, or `--files 1000`. Each is either read or refused with an
 * OnnxError, in time. Ends with 1 where one was not, and says which: `--at 1234` does that one alone. This needs a process of
 * its own.
 */
import { Fuzzing, kindOfFault } from '@resnet-compile/testing/fuzzing';
import { readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { importOnnx } from '../../../src/index.ts';
import { mutated, Random } from './mutations.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    files: { type: 'string' },
    seed: { type: 'string' },
    at: { type: 'string' },
  },
});
const { seconds = Infinity, files = Infinity, seed = '1', at } = values;

const folder = new URL('../fixtures/', import.meta.url);
/** Small ones, of as many mechanisms. */
const valid = readdirSync(folder)
  .filter((name) => name.endsWith('.onnx') && !/^(.*basic|bottleneck|groupnorm|resnext|shortcut)/.test(name))
  .map((name) => new Uint8Array(readFileSync(new URL(name, folder))));

const fuzzing = new Fuzzing('OnnxError');
const found = new Set<string>();
const counts = { read: 0, refused: 0 };
const end = Date.now() + Number(seconds) * 1000;
const last = at === undefined ? Number(files) : Number(at) + 1;
for (let number = Number(at ?? 0); number < last && Date.now() < end; number++) {
  const random = new Random(Math.imul(Number(seed), 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const bytes = mutated(random.pick(valid) ?? new Uint8Array(), random);
  let isRead = false;
  const fault = fuzzing.faultOf(() => {
    importOnnx(bytes);
    isRead = true;
  });
  counts[isRead ? 'read' : 'refused']++;
  // One of each kind is enough.
  if (fault === undefined || found.has(kindOfFault(fault))) continue;
  found.add(kindOfFault(fault));
  writeSync(2, `fuzz: --only onnx --seed ${seed} --at ${number}: ${fault}\n`);
  if (at !== undefined) writeFileSync(`fuzz-onnx-${seed}-${number}.onnx`, bytes);
}
console.log(`onnx: ${counts.read} files were read, ${counts.refused} refused`);
process.exit(found.size ? 1 : 0);
