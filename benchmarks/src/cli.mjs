import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../../packages/resnet-compile/', import.meta.url);

/** The built command line tool. @throws {Error} saying what is missing. */
export function cli() {
  const bin = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')).bin?.['resnet-compile'];
  if (!bin) throw new Error('packages/resnet-compile/package.json has no bin resnet-compile');
  const file = new URL(bin, folder);
  if (!existsSync(file))
    throw new Error(`packages/resnet-compile/${bin} is missing: run \`npm run build\` in the repository's root`);
  return file;
}
