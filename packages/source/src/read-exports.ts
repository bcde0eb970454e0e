import { basename, extname } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import type { EvaluatedExport } from './evaluation.ts';
import type { ModelExport } from './model-file.ts';
import type { Sources } from './sources.ts';

const example = 'add export default resnet({ stages: [2, 2, 2, 2] })';

/** The networks among the evaluated exports, and what is wrong with the others. */
export function readExports(
  evaluated: readonly EvaluatedExport[],
  sources: Sources,
): { readonly exports: readonly ModelExport[]; readonly diagnostics: readonly Diagnostic[] } {
  const file = basename(sources.entry);
  const nameOf = (name: string): string => (name === 'default' ? basename(file, extname(file)) : name);
  const byName = new Map(evaluated.flatMap((one) => ('network' in one ? [[one.name, one.network] as const] : [])));
  const networks = evaluated.flatMap((one) => {
    const network = byName.get('sameAs' in one ? one.sameAs : one.name);
    return network ? [{ name: one.name, network }] : [];
  });
  const others = evaluated.flatMap((one) => ('found' in one ? [one] : []));
  const [first] = others;
  const unique = new Map(
    [...networks]
      .sort(defaultFirst)
      .map((one) => [nameOf(one.name), one] as const)
      .reverse(),
  );
  const exports = [...unique]
    .reverse()
    .map(([name, { name: exported, network }]): ModelExport => ({ name, exported, network }));

  const diagnostics: Diagnostic[] = [];
  for (const { name, found } of others) {
    if (name !== 'default') continue;
    diagnostics.push({
      code: 'RC1302',
      message: `the default export is ${found}; expected a network`,
      ...hintFor(found),
      ...sources.locateExport(name),
    });
  }
  for (const { name, network } of networks) {
    const taken = unique.get(nameOf(name));
    if (!taken || taken.name === name || taken.network === network) continue;
    diagnostics.push({
      code: 'RC1307',
      message: `two exports are called ${name}, since the default export takes the file's name`,
      hint: 'rename one of them',
      ...sources.locateExport(name),
    });
  }
  if (evaluated.length === 0)
    diagnostics.push({
      code: 'RC1301',
      message: `${file} exports no network`,
      hint: example,
      ...sources.locate(undefined),
    });
  else if (first && networks.length === 0 && diagnostics.length === 0) {
    const list = others.map(({ name, found }) => `${name} is ${found}`).join(', ');
    diagnostics.push({
      code: 'RC1302',
      message: `${file} exports no network: ${list}`,
      hint: example,
      ...sources.locateExport(first.name),
    });
  }
  return { exports, diagnostics };
}

const defaultFirst = (a: { readonly name: string }, b: { readonly name: string }): number =>
  Number(b.name === 'default') - Number(a.name === 'default');

function hintFor(found: string): { readonly hint?: string } {
  if (found === 'a function') return { hint: 'call it' };
  return found === 'a layer' ? { hint: 'make it a network: network({ input: [3, 224, 224] }, layer)' } : {};
}
