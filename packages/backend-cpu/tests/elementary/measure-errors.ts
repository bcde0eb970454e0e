/**
 * Measures every function at all 2³² float32 numbers, two minutes each:
 * `node --conditions=@resnet-compile/source packages/backend-cpu/tests/elementary/measure-errors.ts [FUNCTION…]`
 */
import { expand } from '../../src/elementary/expand.ts';
import { partsOf } from '../../src/elementary/statements.ts';
import { wasmBulk } from './compiled.ts';
import { functions, Worst } from './functions.ts';

const block = 2 ** 16;
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(functions);
console.log(new Date().toISOString().slice(0, 10));
console.log(
  '| function | instructions | ulp | at | ulp of subnormal results | at |\n| --- | ---: | ---: | --- | ---: | --- |',
);
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
  const columns = [
    `\`${name}\``,
    partsOf(expand(expression)).reduce((sum, part) => sum + instructionsOf(part.op), 0),
    normal.error.toFixed(3),
    normal.x,
    ...(subnormal.x === 0 ? ['exact, or none', ''] : [subnormal.error.toFixed(3), subnormal.x]),
  ];
  console.log(`| ${columns.join(' | ')} |`);
  if (wrong.length) console.log(`${name}: wrong at ${wrong.length} numbers, as ${wrong.slice(0, 10).join(', ')}`);
}

/** Of WebAssembly, without constants and operands. */
function instructionsOf(op: string): number {
  if (['operand', 'constant', 'integer', 'bits', 'float_of_bits'].includes(op)) return 0;
  return op === 'select' ? 2 : 1;
}
