import * as dsl from '@resnet-compile/dsl';
import type { Network } from '@resnet-compile/dsl';
import { transformSync } from 'esbuild';

/** What a printed model file exports. */
export function evaluated(text: string): Network {
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} as { default?: Network } };
  new Function('require', 'module', code)(() => dsl, module);
  return module.exports.default as Network;
}

/** What layers are, wherever the calls stand that made them. */
export const data = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, each: unknown) =>
      key === 'position' || key === 'trainingPosition' ? undefined : each,
    ),
  );
