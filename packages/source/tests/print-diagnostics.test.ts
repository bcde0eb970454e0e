import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { printDiagnostics, type Diagnostic } from '../src/index.ts';
import { readModel } from './model-folder.ts';

const diagnostic = (over: Partial<Diagnostic>): Diagnostic => ({
  code: 'RC1202',
  message: 'shapes differ',
  file: `${process.cwd()}/a.ts`,
  line: 1,
  column: 1,
  ...over,
});
const sources = (text: string) => ({ text: () => text });

test('head, path, frame and hint', () => {
  const text = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join('\n');
  expect(
    printDiagnostics(
      [diagnostic({ line: 10, column: 6, length: 2, path: 'layer1.0', hint: 'use stride 1' })],
      sources(text),
    ),
  ).toBe(`a.ts:10:6 error RC1202: shapes differ
  layer layer1.0

   9 | line 9
> 10 | line 10
     |      ^^
  11 | line 11

  → use stride 1
`);
});

test.each(['RC1105', 'RC1106'])('%s: a warning says so', (code) => {
  expect(printDiagnostics([diagnostic({ code })], sources(''))).toBe(`a.ts:1:1 warning ${code}: shapes differ\n`);
});

test('sorted by file, line and column, repetitions left out', () => {
  const b = `${process.cwd()}/b.ts`;
  const all = [
    diagnostic({ file: b }),
    diagnostic({ line: 10 }),
    diagnostic({ line: 9, column: 10 }),
    diagnostic({ line: 9, column: 9 }),
    diagnostic({ line: 10, path: 'again' }),
  ];
  expect(printDiagnostics(all, { text: () => undefined })).toBe(
    ['a.ts:9:9', 'a.ts:9:10', 'a.ts:10:1', 'b.ts:1:1'].map((at) => `${at} error RC1202: shapes differ\n`).join('\n'),
  );
});

test('tabs and what is longer than its line', () => {
  expect(printDiagnostics([diagnostic({ column: 3, length: 99 })], sources('\t\tabc\r\nd'))).toContain(
    '> 1 |     abc\n    |     ^^^\n  2 | d\n',
  );
});

test('messages of several lines', () => {
  expect(printDiagnostics([diagnostic({ message: 'first\nsecond' })], sources(''))).toBe(
    'a.ts:1:1 error RC1202: first\n  second\n',
  );
});

test("colours are the caller's choice and change no character", () => {
  const list = [diagnostic({ hint: 'do', path: 'fc' })];
  const plain = printDiagnostics(list, sources('x'));
  const coloured = printDiagnostics(list, sources('x'), { colour: true });
  expect(coloured).toContain('\u001b[31m');
  expect(stripVTControlCharacters(coloured)).toBe(plain);
});

test("control characters of the user's do not reach the terminal", async () => {
  const escape = '\u001b[2J\u009b\u202e';
  const { printed, lines } = await readModel(
    `import { resnet } from 'resnet-compile';\nexport default resnet({ stages: [1], '${escape}': 1 } as never); // \u0007\n`,
  );
  expect(lines).toHaveLength(1);
  expect(printed()).toContain(
    "> 2 | export default resnet({ stages: [1], '\\x1b[2J\\x9b\\u202e': 1 } as never); // \\x07\n",
  );
  // oxlint-disable-next-line no-control-regex
  expect(printed().replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
});
