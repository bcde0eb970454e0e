import { expect, test } from 'vitest';
import { escapeControls, literalOf, nearest, shown, shownName } from '../src/index.ts';

const hostile = [
  `'; process.exit()`,
  `"; process.exit(); "`,
  '${process.exit()}',
  'a\nb\r',
  '\u2028\u2029\u0085',
  '\x1b[2J\x1b]0;title\x07\x9b31m',
  '\u202egpj.exe\u2066',
  '\uD800',
  '\\',
  '',
  ' ',
];
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/u;

test.each(hostile)('%j is a literal of one line that means the same', (text) => {
  const literal = literalOf(text);
  expect(literal).not.toMatch(unprintable);
  expect(new Function(`return ${literal}`)()).toBe(text);
  expect(JSON.parse(literal)).toBe(text);
  expect(shownName(text)).toBe(literal);
  expect(shown(text)).not.toMatch(unprintable);
  expect(shown({ [text]: [text] })).not.toMatch(unprintable);
  expect(escapeControls(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
});

test('names that are plain stand as they are', () => {
  for (const name of ['layer1.0.bn1.weight', 'module.fc', 'archive/data.pkl', '__proto__', 'Gewichte.größe', '0'])
    expect(shownName(name)).toBe(name);
});

test('long names are cut', () => {
  expect(shownName(`${'a'.repeat(9_999)}\n`)).toBe(`"${'a'.repeat(60)}…" (10000 characters)`);
});

test('the nearest of long names is not looked for', () => {
  const long = 'a'.repeat(1e6);
  expect(nearest(`${long}b`, [long, `${long}c`])).toBeUndefined();
  expect(nearest('wieght', [long, 'weight'])).toBe('weight');
});
