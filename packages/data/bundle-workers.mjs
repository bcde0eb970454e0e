// Bundles each worker into one file: the import map of a page does not hold in its workers, which could not find the package that they depend on.
import { build } from 'esbuild';

await build({
  entryPoints: ['src/memory-worker.ts', 'src/image-folder/folder-worker.ts'],
  outdir: 'dist',
  outbase: 'src',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['@resnet-compile/source'],
  external: ['@jsquash/*', 'omggif', 'utif2', 'node:*'],
  legalComments: 'none',
});
