// Sources import each other as `.ts`; TypeScript rewrites that in the JavaScript that it writes, but not in declarations,
// where it stands for a file that is not published. Run in a package's folder, after its build.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

for (const name of readdirSync('dist', { recursive: true })) {
  if (!name.endsWith('.d.ts')) continue;
  const path = join('dist', name);
  const text = readFileSync(path, 'utf8');
  const rewritten = text.replaceAll(/\b(from |import |import\()(['"])(\.{1,2}\/[^'"\n]+)\.ts\2/g, '$1$2$3.js$2');
  if (rewritten !== text) writeFileSync(path, rewritten);
}
