import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { expect, test } from 'vitest';
import { packagesFolder, readPackages } from './workspace-imports.ts';

/** `x!`: somebody knows better than the types. */
function countIn(text: string): number {
  let count = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isNonNullExpression(node)) count++;
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest));
  return count;
}

test('there are as many non-null assertions in each package as are known; `vitest -u` writes the file, for less', async () => {
  const counts = readPackages().flatMap(({ folder, files }) => {
    const count = files.reduce((sum, file) => sum + countIn(readFileSync(join(packagesFolder, file), 'utf8')), 0);
    return files.length ? [[folder, count] as const] : [];
  });
  await expect(`${JSON.stringify(Object.fromEntries(counts), undefined, 2)}\n`).toMatchFileSnapshot(
    'non-null-assertions.json',
  );
});

test('the count sees assertions, and nothing else that looks like one', () => {
  expect(countIn('const a = b![0]!.c! + (d as E)!; a[0]! += 1;')).toBe(5);
  expect(countIn('let a!: number; if (a !== 1 && !b) throw "no!"; // x!')).toBe(0);
});
