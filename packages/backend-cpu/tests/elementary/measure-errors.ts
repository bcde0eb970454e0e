/**
 * Measures every function at all 2³² float32 numbers, about two minutes each:
 * `node --conditions=@resnet-compile/source packages/backend-cpu/tests/elementary/measure-errors.ts [FUNCTION…]`
 */
import { wasmBulk } from './compiled.ts';
import { functions, Worst } from './functions.ts';

const block = 2 ** 16;
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(functions);
console.log('| function | ulps, normal results | at | ulps, subnormal results | at |\n| --- | ---: | --- | ---: | --- |');
for (const name of names) {
  const { expression, exact } = functions[name]!;
  const bulk = wasmBulk(expression);
  const worst = new Worst();
  const patterns = new Uint32Array(block);
  const inputs = new Float32Array(patterns.buffer);
  const found = new Float32Array(block);
  for (let start = 0; start < 2 ** 32; start += block) {
    for (let index = 0; index < block; index++) patterns[index] = start + index;
    bulk(found, inputs);
    for (let index = 0; index < block; index++) worst.add(inputs[index]!, found[index]!, exact(inputs[index]!));
  }
  const { normal, subnormal, wrong } = worst;
  console.log(
    `| \`${name}\` | ${normal.error.toFixed(3)} | ${normal.x} | ${subnormal.error.toFixed(3)} | ${subnormal.x} |`,
  );
  if (wrong.length) console.log(`${name}: special values differ at ${wrong.join(', ')}`);
}
