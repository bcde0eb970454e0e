import { readdirSync, readFileSync } from 'node:fs';

/** A network that has a name, as its source says it. */
export interface ArchitectureSource {
  readonly name: string;
  /** What it is, from the comment. */
  readonly title: string;
  readonly papers: string;
  /** The options of `resnet`, as they are written. */
  readonly options: string;
}

const folder = new URL('../../dsl/src/architectures/', import.meta.url);
const pattern =
  /\/\*\* (?<title>.+?), [\d.]+ M parameters(?:; [^(]+)?\s*\((?<papers>.+?)\)[;.].*?\*\/\s*export const (?<name>\w+) = architecture\((?<options>[^]+?)\);\n/g;

const shared = (text: string): ReadonlyMap<string, string> =>
  new Map(
    Array.from(text.matchAll(/^const (\w+) = \{\s*([^]+?),?\s*\} as const;/gm), ([, name, options]) => [
      `...${name}`,
      options!,
    ]),
  );

/** All networks that have names, in their files' order. */
export const architectureSources: readonly ArchitectureSource[] = readdirSync(folder)
  .sort()
  .flatMap((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const constants = shared(text);
    return Array.from(text.matchAll(pattern), ({ groups = {} }): ArchitectureSource => {
      const { name = '', title = '', papers = '', options = '' } = groups;
      const written = [...constants].reduce((all, [spread, what]) => all.replace(spread, what), options);
      return { name, title, papers, options: written.replace(/\s+/g, ' ').replace(/,? \}$/, ' }') };
    });
  });
