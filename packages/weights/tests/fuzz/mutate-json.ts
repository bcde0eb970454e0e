import type { Random } from './random.ts';

const hostile: readonly unknown[] = [
  null,
  true,
  '',
  'a',
  '__proto__',
  '../../etc/passwd',
  '\u0000',
  '\u2028',
  '\ud800',
  'F32',
  'F64',
  'BOOL',
  'F8_E4M3',
  0,
  -0,
  1,
  -1,
  1.5,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 64,
  1e308,
  -(2 ** 53),
  [],
  {},
  [0, 0],
  [8, 0],
  [0, 2 ** 53],
  [2 ** 40, 2 ** 40],
  [[]],
  { dtype: 'F32', shape: [], data_offsets: [0, 4] },
];
const keys = [
  '__proto__',
  'constructor',
  '__metadata__',
  'dtype',
  'shape',
  'data_offsets',
  'weight_map',
  '',
  '\n',
  'toString',
];

/** Replaces, adds and takes away values and keys anywhere. */
export function mutateValue(value: unknown, random: Random): unknown {
  if (random.below(6) === 0) return random.pick(hostile);
  if (typeof value === 'number') return random.below(3) ? value + random.pick([1, -1, 4, -4, 2 ** 32]) : value;
  if (typeof value === 'string') return random.below(4) ? value : value + random.pick(keys);
  if (Array.isArray(value)) {
    const at = random.below(value.length + 1);
    return [...value.slice(0, at), mutateValue(value[at], random), ...value.slice(at + random.below(2))];
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const at = random.below(entries.length + 1);
  const [key, inner] = entries[at] ?? [random.pick(keys), random.pick(hostile)];
  const named = random.below(8) ? key : random.pick(keys);
  return Object.fromEntries([...entries.slice(0, at), [named, mutateValue(inner, random)], ...entries.slice(at + 1)]);
}

/** The same as text, sometimes with a key twice, or nested more deeply than is good for anybody. */
export function mutateJson(text: string, random: Random): string {
  let value: unknown = JSON.parse(text);
  for (let count = 1 + random.below(4); count > 0; count--) value = mutateValue(value, random);
  const mutated = JSON.stringify(value);
  if (random.below(10) === 0) return mutated.replace(/"([^"]*)":/, '"$1":0,"$1":');
  if (random.below(40) === 0) return mutated.replace(/[\d"]/, `${'['.repeat(20_000)}$&`);
  return mutated;
}
