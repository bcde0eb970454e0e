import { linkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refuseOverwriting } from '../src/cli/refuse-overwriting.ts';
import { folderOf } from './command-line.ts';

test('what is read is not written over, by whatever path', async () => {
  const folder = folderOf({ 'in.pth': 'weights', 'other.pth': 'others', 'deep/x': '' });
  const at = (name: string): string => join(folder, name);
  linkSync(at('in.pth'), at('hard.pth'));
  symlinkSync('in.pth', at('soft.pth'));
  symlinkSync('.', at('same'));
  for (const out of ['in.pth', 'deep/../in.pth', 'hard.pth', 'soft.pth', 'same/in.pth'])
    await expect(refuseOverwriting(`${folder}/${out}`, { 'the file that is read': at('in.pth') })).rejects.toThrow(
      `--out ${folder}/${out} is the file that is read, which would be overwritten; nothing was written. Choose another name.`,
    );
  for (const out of ['out.safetensors', 'other.pth', 'deep'])
    await refuseOverwriting(at(out), { 'the file that is read': at('in.pth'), 'the model file': at('none.ts') });
  writeFileSync(at('out.safetensors'), '');
  await refuseOverwriting(at('out.safetensors'), { 'the file that is read': at('in.pth') });
});
