import { expect, test } from 'vitest';
import { mapNames, matchState, type ExpectedTensor } from '../src/index.ts';
import { errorOf, tensor } from './fixture.ts';
import { basic, preActivation, spell } from './networks.ts';
import { preActivated } from './spellings.ts';

const fileOf = (tensors: readonly ExpectedTensor[]) =>
  new Map(tensors.map(({ name, shape }) => [name, tensor(name, shape)]));
const under = (prefix: string, tensors: readonly ExpectedTensor[]) => spell(tensors, [[/^/, prefix]]);
const headless = basic.filter(({ name }) => !name.startsWith('fc'));

/** What is left out, up to the first dot, and why. */
const left = (found: readonly ExpectedTensor[], expected: readonly ExpectedTensor[]) => {
  const { mapped, leftOut } = mapNames(fileOf(found), expected);
  matchState(mapped, expected);
  return leftOut;
};

test("MoCo's key encoder and queue", () => {
  const out = left(
    [
      ...under('module.encoder_q.', headless),
      ...under('module.encoder_k.', headless),
      { name: 'module.queue', shape: [4, 8] },
      { name: 'module.queue_ptr', shape: [1] },
    ],
    headless,
  );
  expect(out.map(([name]) => name)).toEqual([
    'module.queue',
    'module.queue_ptr',
    ...under('module.encoder_k.', headless).map(({ name }) => name),
  ]);
  expect(out.at(-1)?.[1]).toBe(
    "a copy of what was taken from module.encoder_q.*, which --ignore 'module.encoder_q.*' takes in its place",
  );
});

test('an average of the model in the same dictionary', () => {
  const out = left([...under('model.', basic), ...under('ema_model.module.', basic)], basic);
  expect(out.map(([name]) => name)).toEqual(under('ema_model.module.', basic).map(({ name }) => name));
});

test('the block that TRADES never uses, and what RobustBench normalises by', () => {
  const [, spelling] = preActivated['xternalz, TRADES, RobustBench'] ?? [preActivation, []];
  const wrn = spell(preActivation, spelling);
  const unused = wrn.flatMap(({ name, shape }) => (name.startsWith('block1.') ? [{ name: `sub_${name}`, shape }] : []));
  const normalisation = ['mean', 'std'].map((name) => ({ name, shape: [1, 3, 1, 1] }));
  const out = left([...wrn, ...unused, ...normalisation], preActivation);
  expect(out.map(([name]) => name)).toEqual([...unused, ...normalisation].map(({ name }) => name));
  expect(left(under('module.', [...wrn, ...unused]), preActivation).map(([, why]) => why)).toContain(
    'a block of the TRADES repository that its network never uses',
  );
});

test('robustness: the attacker is the model again, the normaliser the caller’s', () => {
  const normalizer = ['new_mean', 'new_std'].map((name) => ({ name: `module.normalizer.${name}`, shape: [3, 1, 1] }));
  const attacker = under('module.attacker.model.', basic);
  const out = left([...normalizer, ...under('module.model.', basic), ...attacker], basic);
  expect(out.map(([name]) => name).sort()).toEqual([...normalizer, ...attacker].map(({ name }) => name).sort());
});

test('what a network has itself is never left out', () => {
  const network = [...basic, { name: 'mean', shape: [3] }, { name: 'queue', shape: [2] }];
  expect(left(network, network)).toEqual([]);
});

test('what is neither known nor a copy stays, to be reported', () => {
  const found = fileOf([...under('model.', basic), { name: 'criterion.weight', shape: [10] }]);
  expect(errorOf(() => matchState(mapNames(found, basic).mapped, basic))).toBe(
    [
      "the weights are of another network: 53 tensors found, 52 expected; the file has all that the network has, and more; if no result depends on that, leave it out with --ignore 'criterion.*'",
      '1 unexpected:',
      '  criterion.weight [10]',
    ].join('\n'),
  );
});
