import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { models } from './models.mjs';

/** Outside of both checkouts, so that each tool finds its own `resnet-compile` for the model files. */
const folder = join(tmpdir(), 'resnet-compile-compare');

/** Where a state's modules of a model file are. */
export const modulesOf = (state, file) => join(folder, state, file);

/**
 * Compiles every model file by a checkout's own tool.
 * @returns what the tool printed, by file; an error's text where it lacks something
 */
export function compileAll(state, root) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  const tool = join(root, 'packages/resnet-compile/dist/cli/main.js');
  return Object.fromEntries(
    Object.entries(models).map(([file, { text, options }]) => {
      const source = join(folder, `${file}.ts`);
      writeFileSync(source, text);
      try {
        const printed = execFileSync(process.execPath, [tool, source, ...options, '--out', modulesOf(state, file)], {
          encoding: 'utf8',
          stdio: 'pipe',
        });
        return [file, { modules: readdirSync(modulesOf(state, file)).filter((name) => name.endsWith('.js')), printed }];
      } catch ({ stderr }) {
        return [file, { modules: [], lacks: String(stderr).trim().split('\n')[0] }];
      }
    }),
  );
}
