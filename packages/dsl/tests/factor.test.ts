import { describe, expect, it } from 'vitest';
import { factor, type Term, type Tree } from '../src/factor/index.ts';

const conv = (channels: number, stride = 1, kernel = 3): Tree => ({
  kind: 'conv',
  fields: { channels, kernel, stride },
  parts: [],
});
const norm: Tree = { kind: 'norm', fields: {}, parts: [] };
const sequential = (parts: Readonly<Record<string, Tree>> | readonly Tree[]): Tree => ({
  kind: 'sequential',
  fields: {},
  parts: Object.entries(parts),
});
const block = (channels: number, stride = 1, shortcut: readonly Tree[] = []): Tree => ({
  kind: 'residual',
  fields: {},
  parts: [
    ['body', sequential({ a: conv(channels, stride), b: norm, c: conv(channels * 4, 1, 1) })],
    ...(shortcut.length ? [['shortcut', sequential(shortcut)] as const] : []),
  ],
});

/** A term in short. */
function text({ term, kind, fields, items }: Term): string {
  const told = Object.entries(fields).map(([name, value]) => {
    if (value.of === 'data') return `${name}=${JSON.stringify(value.data)}`;
    if (value.of === 'part') return `${name}=${value.part ? text(value.part) : 'none'}`;
    return `${name}=${value.name}*${value.times}/${value.over}+${value.plus}`;
  });
  const parts = items.map(({ name, part, count, when }) => {
    const times = count
      ? `×${count.of === 'data' ? String(count.data) : count.of === 'parameter' && `${count.name}+${count.plus}`}`
      : '';
    return `${name}: ${text(part)}${times}${when ? ` if ${when.parameter}${when.above ? `>${when.above}` : ''}` : ''}`;
  });
  return `${term === 'make' ? '' : `${term} `}${kind}(${[...told, ...parts].join(', ')})`;
}
const texts = (tree: Tree): readonly string[] => {
  const { templates, body } = factor(tree);
  return [
    ...templates.map(({ name, parameters, body: own }) => {
      const told = parameters.map(
        (each) =>
          `${each.name}${each.otherwise?.of === 'data' ? `=${String(each.otherwise.data)}` : each.otherwise ? '?' : ''}`,
      );
      return `${name}(${told.join(', ')}) ${text(own)}`;
    }),
    text(body),
  ];
};

describe('what is repeated', () => {
  it('is a template; channels are multiples, shortcuts follow from strides, stages are as long as they are told', () => {
    const stage = (channels: number, depth: number, stride: number): Tree =>
      sequential(
        Array.from({ length: depth }, (_, index) =>
          index || stride === 1 ? block(channels) : block(channels, stride, [conv(4 * channels, stride, 1)]),
        ),
      );
    expect(texts(sequential({ layer1: stage(16, 3, 1), layer2: stage(32, 4, 2), layer3: stage(64, 6, 2) }))).toEqual([
      'block(channels, stride=1) residual(body: sequential(a: conv(channels=channels*1/1+0, kernel=3, stride=stride*1/1+0), b: norm(), c: conv(channels=channels*4/1+0, kernel=1, stride=1)), shortcut: sequential(0: conv(channels=channels*4/1+0, kernel=1, stride=stride*1/1+0)) if stride>1)',
      'stage(channels, depth, stride=1) sequential(0: call block(channels=channels*1/1+0, stride=stride*1/1+0), 1: call block(channels=channels*1/1+0, stride=1)×depth+-1)',
      'sequential(layer1: call stage(channels=16, depth=3, stride=1), layer2: call stage(channels=32, depth=4, stride=2), layer3: call stage(channels=64, depth=6, stride=2))',
    ]);
  });

  it('stays where it is where it would not be less to read', () => {
    const pair = (channels: number): Tree => sequential({ conv: conv(channels), norm });
    expect(texts(sequential({ a: pair(4), b: pair(8) }))).toEqual([
      'sequential(a: sequential(conv: conv(channels=4, kernel=3, stride=1), norm: norm()), b: sequential(conv: conv(channels=8, kernel=3, stride=1), norm: norm()))',
    ]);
  });

  it('is a run, under names that count on from any number', () => {
    const unit = sequential({ conv: conv(8), norm, conv2: conv(8) });
    const names = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`unit${index + 3}`, unit]));
    expect(texts(sequential({ first: conv(8), ...names, last: conv(2) }))).toEqual([
      'unit() sequential(conv: conv(channels=8, kernel=3, stride=1), norm: norm(), conv2: conv(channels=8, kernel=3, stride=1))',
      'sequential(first: conv(channels=8, kernel=3, stride=1), unit3: call unit()×5, last: conv(channels=2, kernel=3, stride=1))',
    ]);
  });

  it('is told apart from what has other names, kinds or words', () => {
    const odd: Tree = { ...block(8), parts: [['body', sequential({ a: conv(8), x: norm, c: conv(32, 1, 1) })]] };
    expect(factor(sequential({ a: block(8), b: odd, c: { ...norm, fields: { mode: 'x' } } })).templates).toEqual([]);
  });

  it('that is handed to calls is a parameter where it differs in more than numbers', () => {
    const other = sequential([norm, norm, conv(2)]);
    const tree = sequential({
      a: block(8, 1, [conv(32), norm]),
      b: block(16, 1, [other]),
      c: block(32),
      d: block(64),
    });
    const { templates, body } = factor(tree);
    expect(templates.map(({ name, parameters }) => [name, ...parameters.map((each) => each.name)])).toEqual([
      ['block', 'channels', 'shortcut'],
    ]);
    expect(text(body)).toContain('c: call block(channels=32, shortcut=none)');
  });
});

it('names are no words that are reserved, nor twice the same', () => {
  const kinds = (kind: string): Tree => ({
    ...block(8),
    parts: [['body', sequential({ a: conv(8), [kind]: norm, c: conv(32, 1, 1) })]],
  });
  const tree = sequential([
    kinds('x'),
    conv(1),
    kinds('x'),
    conv(1),
    kinds('y'),
    conv(1),
    kinds('y'),
    conv(1),
    kinds('y'),
  ]);
  const { templates } = factor(tree, { reserved: ['block'] });
  expect(templates.map(({ name }) => name)).toEqual(['block2', 'block3']);
});

it('the same tree gives the same', () => {
  const tree = sequential({ a: block(8), b: block(16), c: block(32) });
  expect(factor(tree)).toEqual(factor(structuredClone(tree)));
});
