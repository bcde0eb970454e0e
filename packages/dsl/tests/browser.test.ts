import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';

test("the DSL runs where there is nothing of Node's", async () => {
  const { outputFiles, warnings } = await build({
    entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'dsl',
    define: { 'import.meta.url': '"https://example.com/dsl.js"' },
  });
  expect(warnings).toEqual([]);
  const text = outputFiles[0]!.text;
  expect(text).not.toMatch(/\bnode:|\brequire\(["']|\bprocess\./);
  expect(
    runInNewContext(
      `${text}; [dsl.resnet50().body.kind, dsl.isNetwork(dsl.resnet18()), dsl.resnet({ stage: [1] }).problems[1].hint]`,
      { URL },
    ),
  ).toEqual(['sequential', true, 'did you mean stages?']);
});
