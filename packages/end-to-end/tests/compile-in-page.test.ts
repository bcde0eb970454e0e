import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startChromium } from '@resnet-compile/testing/chromium';
import { build } from 'esbuild';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { expect, test } from 'vitest';
import type { CompiledModule } from './compiled-module.ts';

const folder = temporaryFolder('compile-in-page-');

interface Found {
  readonly module: string;
  readonly training: string;
  readonly logits: readonly number[];
}

/** Compiles a network for as many classes as a user asks for; the same text in either host. */
const program = `
import { cifarResnet } from '@resnet-compile/dsl';
import { compileModule, compileTraining, stagesOf } from '@resnet-compile/driver';

export function compile(classes) {
  const stages = stagesOf(cifarResnet(20, { classes }), { name: 'taught' });
  if ('problems' in stages) throw new Error(stages.problems.map(({ message }) => message).join(' '));
  return { module: compileModule(stages).module, training: compileTraining(stages).module };
}

export async function run({ load, model }) {
  const network = await load({ device: 'cpu', worker: false, seed: 5 });
  const images = Float32Array.from({ length: 2 * 3 * 32 * 32 }, (_, index) => Math.sin(index));
  const logits = [...(await network.predict(images))];
  await network.dispose();
  return logits;
}

export async function compileAndRun(classes) {
  const { module, training } = compile(classes);
  const address = URL.createObjectURL(new Blob([module], { type: 'text/javascript' }));
  return { module, training, logits: await run(await import(address)) };
}
`;

const bundle = async (platform: 'browser' | 'node'): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    platform,
    conditions: ['@resnet-compile/source'],
  });
  return outputFiles[0]!.text;
};

test(
  "a page compiles a ResNet-20, text for text as Node does, and runs it: Node's logits",
  { timeout: 120_000 },
  async () => {
    const importNatively = createRequire(import.meta.url);
    const write = (name: string, text: string): string => (writeFileSync(join(folder, name), text), join(folder, name));
    const inNode = importNatively(write('program.mjs', await bundle('node'))) as {
      compile(classes: number): Omit<Found, 'logits'>;
      run(module: CompiledModule): Promise<readonly number[]>;
    };
    const expected = inNode.compile(7);
    const logits = await inNode.run(importNatively(write('taught.mjs', expected.module)) as CompiledModule);

    const browser = await startChromium();
    try {
      const page = await browser.newPage();
      const script = await bundle('browser');
      await page.route('http://localhost/**', (route) =>
        route.request().url().endsWith('.js')
          ? route.fulfill({ contentType: 'text/javascript', body: script })
          : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>compiles</title>' }),
      );
      await page.goto('http://localhost/');
      const found = (await page.evaluate(
        `import('/program.js').then(({ compileAndRun }) => compileAndRun(7))`,
      )) as Found;
      expect(found.module).toBe(expected.module);
      expect(found.training).toBe(expected.training);
      expect(found.logits).toHaveLength(14);
      // Variants of the kernels that fuse alike compute the same bits.
      found.logits.forEach((logit, index) => expect(logit).toBeCloseTo(logits[index] ?? NaN, 5));
    } finally {
      await browser.close();
    }
  },
);
