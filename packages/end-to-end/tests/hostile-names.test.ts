import {
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  network,
  relu,
  type Layer,
  type Network,
} from '@resnet-compile/dsl';
import { images } from '@resnet-compile/testing';
import { writeSafetensors } from '@resnet-compile/weights';
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { compiledModule } from './compiled-module.ts';

const names = [
  `a"; globalThis.hacked = 1; //`,
  `a'; globalThis.hacked = 1; //`,
  '${globalThis.hacked = 1}',
  '`+(globalThis.hacked = 1)+`',
  '\\',
  '\\"; globalThis.hacked = 1; //',
  '</script><script>globalThis.hacked = 1</script>',
  '<!--',
  '*/ globalThis.hacked = 1; /*',
  '\n globalThis.hacked = 1 \n',
  '\u2028globalThis.hacked = 1\u2029',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  '0',
  '\0',
  '\uD800',
  '🙂',
  '] = 1; globalThis.hacked = 1; [',
  '};globalThis.hacked=1;({',
];
// Defined one by one: `{ '__proto__': … }` in a literal sets the prototype.
const layers = (some: readonly string[]): Readonly<Record<string, Layer>> =>
  Object.fromEntries(
    some.flatMap((name, index) => [
      [name, conv(4, { kernel: 3, bias: index % 2 === 0 })],
      [`${name}bn`, batchNorm()],
      [`${name}relu`, relu()],
    ]),
  );
const hostile = (some: readonly string[]): Network =>
  network(
    { input: [2, 5, 5], outputs: some.filter((name) => name !== '') },
    { ...layers(some), pool: globalAveragePool(), fc: dense(3) },
  );

describe.each(['cpu', 'js'] as const)('layer names that try to break out of a module for %s', (target) => {
  const { load, model, text, declarations } = compiledModule(hostile(names), target, `m"; globalThis.hacked = 1; //`);

  test('nothing of them is run, nothing is lost', async () => {
    expect(model.parameters.length).toBeGreaterThan(names.length * 5);
    expect(new Set(model.parameters.map(({ name }) => name)).size).toBe(model.parameters.length);
    for (const name of names)
      expect(model.parameters.map((parameter) => parameter.name)).toContain(name === '' ? 'weight' : `${name}.weight`);
    const first = await load({ seed: 1 });
    const state = await first.stateDict();
    expect(Object.keys(state)).toHaveLength(model.parameters.length);
    const second = await load({ seed: 2 });
    await second.loadStateDict(state);
    expect(await second.stateDict()).toEqual(state);
    const input = images(0, [2, 2, 5, 5]).data;
    expect(await second.predict(input)).toEqual(await first.predict(input));
    const outputs = await first.run(input);
    expect(Object.keys(outputs).sort()).toEqual(['logits', ...names.filter((name) => name !== '')].sort());
    for (const name of Object.keys(outputs)) expect(outputs[name]).toHaveLength(name === 'logits' ? 6 : 2 * 4 * 25);
    expect('hacked' in globalThis).toBe(false);
  });

  test('they go through a file of weights', async () => {
    // A lone surrogate is no UTF-8: no file can hold that name.
    const wellFormed = compiledModule(hostile(names.filter((name) => !/\p{Surrogate}/u.test(name))), target);
    const state = await (await wellFormed.load({ seed: 1 })).stateDict();
    const weights = writeSafetensors(
      wellFormed.model.parameters.map(({ name, shape }) => ({ name, shape, data: state[name]! })),
    );
    expect(await (await wellFormed.load({ weights })).stateDict()).toEqual(state);
  });

  test('the module can be pasted into a page, and the declarations parse', () => {
    expect(text).not.toMatch(/<\/script|<!--/i);
    const source = ts.createSourceFile('model.d.ts', declarations, ts.ScriptTarget.ES2022, true);
    expect((source as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics).toEqual([]);
    const membersOf = (declared: string): readonly string[] => {
      const found = source.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === declared);
      return (found as ts.InterfaceDeclaration).members.map((member) => (member.name as ts.StringLiteral).text);
    };
    expect(membersOf('ParameterShapes')).toEqual(model.parameters.map(({ name }) => name));
    expect(membersOf('OutputShapes')).toEqual(model.outputs.map(({ name }) => name));
  });
});
