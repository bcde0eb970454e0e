import { expect, test } from 'vitest';
import { bars } from '../src/cli/bars.ts';

test('a line for each label: its bar in eighths of a character, per cent, its name; what others named is escaped', () => {
  const labels = [
    { label: 'tabby, tabby cat', score: 0.75 },
    { label: `\x1b[31m${'x'.repeat(60)}`, score: 0.25 - 1 / 64 },
    { label: 'nothing', score: 0.0001 },
  ];
  expect(
    bars([
      { picture: 'a\nb.jpg', labels },
      { picture: 'c.jpg', labels: labels.slice(0, 1) },
    ]),
  ).toBe(
    [
      'a\\x0ab.jpg',
      `  ${'█'.repeat(18)}${' '.repeat(6)}  75.0 %  tabby, tabby cat`,
      `  ${'█'.repeat(5)}▋${' '.repeat(18)}  23.4 %  \\x1b[31m${'x'.repeat(39)}…`,
      `  ${' '.repeat(24)}   0.0 %  nothing`,
      '',
      'c.jpg',
      `  ${'█'.repeat(18)}${' '.repeat(6)}  75.0 %  tabby, tabby cat`,
      '',
    ].join('\n'),
  );
});
