import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One block of a page that says in which file it belongs: ```` ```ts path ```` or ```` ```diff path ````. */
export interface Block {
  readonly kind: 'file' | 'change';
  readonly path: string;
  readonly lines: readonly string[];
}

export const blocksOf = (page: string): readonly Block[] =>
  Array.from(page.matchAll(/^```(\w+) (packages\/\S+)\n([\s\S]*?)^```$/gm), ([, language, path = '', text = '']) => ({
    kind: language === 'diff' ? 'change' : 'file',
    path,
    lines: text.trimEnd().split('\n'),
  }));

/**
 * Does in a copy of the repository what a block says. A change names lines that are there (` `), takes lines out (`-`)
 * and puts lines in behind the last one named (`+`).
 *
 * @throws {Error} where the repository is not as the page says.
 */
export function follow({ kind, path, lines }: Block, root: string): void {
  const file = join(root, path);
  if (kind === 'file') {
    if (existsSync(file)) throw new Error(`${path} is there already; the page calls it a new file`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${lines.join('\n')}\n`);
    return;
  }
  const text = readFileSync(file, 'utf8').split('\n');
  let at = 0;
  for (const line of lines) {
    const [sign, content] = [line[0], line.slice(1)];
    if (sign === '+') {
      text.splice(at++, 0, content);
      continue;
    }
    const found = text.indexOf(content, at);
    if (found < 0) throw new Error(`${path} has no line "${content}" where the page says so`);
    if (sign === '-') text.splice(found, 1);
    at = sign === '-' ? found : found + 1;
  }
  writeFileSync(file, text.join('\n'));
}
